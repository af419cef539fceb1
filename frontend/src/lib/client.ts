import { retryExchange } from "@urql/exchange-retry";
import {
  Client,
  type CombinedError,
  fetchExchange,
  mapExchange,
  type Operation,
  subscriptionExchange,
} from "urql";
import { cache } from "./cache";
import { socket } from "./connection";
import { refused } from "./session";
import { statusGuardExchange } from "./status-guard";

export const codeOf = (error: CombinedError | undefined): string | undefined =>
  error?.graphQLErrors.map((e) => e.extensions?.code).find((code) => typeof code === "string") as
    | string
    | undefined;

export function isUnauthenticated(error: CombinedError): boolean {
  return codeOf(error) === "UNAUTHENTICATED" || error.response?.status === 401;
}

/**
 * Subscriptions are taken up again for ever: graphql-ws gives up on some close codes. Queries get
 * two more tries. Mutations none: whether they happened is unknown.
 */
function worthRetrying(error: CombinedError, operation: Operation): boolean {
  const status: number | undefined = error.response?.status;
  if (!error.networkError || (status !== undefined && status < 500)) return false;
  if (operation.kind === "subscription") return true;
  const tries: number = operation.context.retry?.count ?? 0;
  return operation.kind === "query" && tries < 2;
}

export const client = new Client({
  url: "/graphql",
  preferGetMethod: false,
  requestPolicy: "cache-and-network",
  fetchOptions: {
    credentials: "same-origin",
    headers: { accept: "application/graphql-response+json, application/json" },
  },
  exchanges: [
    cache(),
    statusGuardExchange(),
    mapExchange({
      onError(error) {
        if (isUnauthenticated(error)) refused();
      },
    }),
    retryExchange({
      initialDelayMs: 800,
      maxDelayMs: 15_000,
      maxNumberAttempts: Number.POSITIVE_INFINITY,
      retryIf: worthRetrying,
    }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription(request) {
        const input = { ...request, query: request.query ?? "" };
        return {
          subscribe: (sink) => ({ unsubscribe: socket.subscribe(input, sink) }),
        };
      },
    }),
  ],
});
