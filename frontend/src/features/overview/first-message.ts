import { useQuery, useSubscription } from "urql";
import { graphql } from "@/gql";

const FirstMessage = graphql(`
  query OverviewFirstMessage($accountId: ID!) {
    messages(accountId: $accountId, first: 20) {
      nodes {
        id
        direction
      }
    }
  }
`);

const FirstMessageLive = graphql(`
  subscription OverviewMessageLive($accountId: ID!) {
    messageChanged(accountId: $accountId) {
      id
      direction
    }
  }
`);

/** Whether the account has sent something; undefined while unknown. Ticks by itself. */
export function useHasSent(accountId: string | undefined): boolean | undefined {
  const variables = { accountId: accountId ?? "" };
  const pause = !accountId;
  const [{ data }] = useQuery({ query: FirstMessage, variables, pause });
  const [{ data: live }] = useSubscription({ query: FirstMessageLive, variables, pause });
  if (!accountId) return false;
  if (live?.messageChanged.direction === "outgoing") return true;
  return data?.messages.nodes.some((message) => message.direction === "outgoing");
}
