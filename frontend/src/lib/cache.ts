import {
  type Cache,
  cacheExchange,
  type DataFields,
  type UpdateResolver,
} from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { gql } from "urql";
import { schema, typeNames } from "./schema";

const lastMessageAt = gql`
  fragment _ on Chat {
    id
    lastMessageAt
  }
`;

// What has an identity of its own; all else is part of what it stands in, whatever fields it has.
const entities = [
  "Account",
  "AiDocument",
  "AiDraft",
  "AiTool",
  "AiTrace",
  "ApiToken",
  "Chat",
  "Consent",
  "Media",
  "Message",
  "Webhook",
  "WebhookDelivery",
];
const parts = typeNames.filter((name) => !entities.includes(name));
const keys = {
  ...Object.fromEntries(parts.map((name) => [name, () => null])),
  // There is one system, and the query and the subscription mean the same.
  System: () => "system",
  // An account has one, and saving answers with it.
  AiConfig: ({ accountId }: DataFields) => (typeof accountId === "string" ? accountId : null),
};

function invalidate(cache: Cache, field: string, matches?: (args: DataFields | null) => boolean) {
  for (const info of cache.inspectFields("Query")) {
    if (info.fieldName !== field) continue;
    if (matches && !matches(info.arguments as DataFields | null)) continue;
    cache.invalidate("Query", field, info.arguments ?? undefined);
  }
}

type MessageLink = {
  id?: string;
  accountId?: string;
  chatId?: string;
  timestamp?: string;
  type?: string;
};

// They show at the message that they are about, which is told of too; none stands in a list.
const acting = ["reaction", "poll_vote", "edit", "delete", "timer"];

/** Puts a message that is new to the cache into the open lists and its conversation on top. */
export function receiveMessage(cache: Cache, message: MessageLink) {
  if (!message.id) return;
  const key = `Message:${message.id}`;
  const type = message.type ?? (cache.resolve(key, "type") as string | undefined);
  if (type && acting.includes(type)) return;
  const accountId = message.accountId ?? (cache.resolve(key, "accountId") as string | undefined);
  const chatId = message.chatId ?? (cache.resolve(key, "chatId") as string | undefined);
  const timestamp = message.timestamp ?? (cache.resolve(key, "timestamp") as string | undefined);
  if (!accountId || !chatId || !timestamp) return;

  for (const info of cache.inspectFields("Query")) {
    const args = info.arguments;
    if (info.fieldName !== "messages" || args?.chatId !== chatId || args?.after) continue;
    const connection = cache.resolve("Query", "messages", args) as string | null;
    const nodes = connection && (cache.resolve(connection, "nodes") as string[] | null);
    if (!connection || !nodes || nodes.includes(key)) continue;
    // What is not the newest page has others before it, and the message is not next to it.
    const page = cache.resolve(connection, "pageInfo") as string | null;
    if (cache.resolve(page, "hasPreviousPage")) continue;
    cache.link(connection, "nodes", [key, ...nodes]);
  }

  const chatKey = `Chat:${chatId}`;
  const lastAt = cache.resolve(chatKey, "lastMessageAt") as string | null | undefined;
  if (lastAt === undefined) {
    invalidate(cache, "chats", (args) => args?.accountId === accountId);
  } else if (lastAt === null || Date.parse(lastAt) <= Date.parse(timestamp)) {
    cache.link(chatKey, "lastMessage", key);
    cache.writeFragment(lastMessageAt, { id: chatId, lastMessageAt: timestamp });
  }
}

// What lists what a mutation changes.
const outdated = {
  createAccount: "accounts",
  createApiToken: "apiTokens",
  createWebhook: "webhooks",
  deleteAiConfig: "aiConfig",
  approveAiDraft: "aiDrafts",
  discardAiDraft: "aiDrafts",
  saveAiTool: "aiTools",
  deleteAiTool: "aiTools",
  addAiDocument: "aiDocuments",
  deleteAiDocument: "aiDocuments",
  setConsent: "consents",
};

type Payload = { deletedId: string; revokedId: string; message: MessageLink };

const remove =
  (__typename: string): UpdateResolver =>
  (result, _args, cache, { fieldName }) => {
    const { deletedId, revokedId } = result[fieldName] as unknown as Payload;
    cache.invalidate({ __typename, id: deletedId ?? revokedId });
  };

const sent: UpdateResolver = (result, _args, cache, { fieldName }) =>
  receiveMessage(cache, (result[fieldName] as unknown as Payload).message);

export const cache = () =>
  cacheExchange({
    schema,
    keys,
    resolvers: {
      Query: {
        messages: relayPagination(),
        chats: relayPagination(),
        consents: relayPagination(),
        deliveries: relayPagination(),
        aiTraces: relayPagination(),
      },
    },
    updates: {
      Mutation: {
        ...Object.fromEntries(
          Object.entries(outdated).map(([mutation, field]) => [
            mutation,
            (_result: DataFields, _args: DataFields, cache: Cache) => invalidate(cache, field),
          ]),
        ),
        deleteAccount: remove("Account"),
        deleteWebhook: (result, args, cache, info) => {
          remove("Webhook")(result, args, cache, info);
          invalidate(cache, "webhooks");
        },
        revokeApiToken: remove("ApiToken"),
        saveAiConfig: (result: DataFields, _args, cache) => {
          const { config } = result.saveAiConfig as { config: { accountId: string } };
          cache.link("Query", "aiConfig", { accountId: config.accountId }, config as never);
          // With another key a provider has other models.
          invalidate(cache, "aiModels");
        },
        send: sent,
        sendMessage: sent,
      },
      Subscription: {
        accountsUpdated: (result: DataFields, _args, cache) => {
          cache.link("Query", "accounts", result.accountsUpdated as never);
        },
        systemUpdated: (result: DataFields, _args, cache) => {
          cache.link("Query", "system", result.systemUpdated as never);
        },
        webhooksChanged: (result: DataFields, args, cache) => {
          cache.link("Query", "webhooks", args, result.webhooksChanged as never);
        },
        aiChanged: (_result, _args, cache) => invalidate(cache, "aiDrafts"),
        messageChanged: (result: DataFields, _args, cache) =>
          receiveMessage(cache, result.messageChanged as MessageLink),
      },
    },
  });
