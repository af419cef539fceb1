import { useCallback, useState } from "react";
import { useClient } from "urql";
import { graphql, readFragment } from "@/gql";
import type { AiOutcome } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/use-live-query";
import { AiTraceParts } from "./ai-data";
import { useAiLive } from "./drafts-data";

const AiTraces = graphql(`
  query AiTraces($accountId: ID!, $outcome: AiOutcome, $after: String) {
    aiTraces(accountId: $accountId, outcome: $outcome, first: 30, after: $after) {
      nodes {
        ...AiTraceParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** What became of the messages, latest first; only what had one outcome when it is named. */
export function useTraces(accountId: string, outcome: AiOutcome | null) {
  const client = useClient();
  const [result, refetch, reread] = useLiveQuery({
    query: AiTraces,
    variables: { accountId, outcome },
  });
  const [loading, setLoading] = useState(false);
  useAiLive(accountId, refetch);
  const page = result.data?.aiTraces;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;

  const loadMore = useCallback(async () => {
    if (!after) return;
    setLoading(true);
    await client
      .query(AiTraces, { accountId, outcome, after }, { requestPolicy: "network-only" })
      .toPromise();
    setLoading(false);
    reread();
  }, [client, accountId, outcome, after, reread]);

  const traces =
    page &&
    [...readFragment(AiTraceParts, page.nodes)].sort(
      (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt),
    );
  return { traces, error: result.error, refetch, hasMore: Boolean(after), loadMore, loading };
}

const AiUsage = graphql(`
  query AiUsage($accountId: ID!, $days: Int!) {
    aiUsage(accountId: $accountId, days: $days) {
      day
      provider
      model
      replies
      tokensIn
      tokensOut
      averageMs
      cost
    }
  }
`);

export function useUsage(accountId: string, days: number) {
  const [{ data, error }, refetch] = useLiveQuery({
    query: AiUsage,
    variables: { accountId, days },
  });
  return { usage: data?.aiUsage, error, refetch };
}

const MessageTrace = graphql(`
  query MessageTrace($id: ID!) {
    message(id: $id) {
      id
      aiTrace {
        ...AiTraceParts
      }
    }
  }
`);

export function useMessageTrace(id: string) {
  const [{ data, error }] = useLiveQuery({ query: MessageTrace, variables: { id } });
  return {
    trace: readFragment(AiTraceParts, data?.message?.aiTrace),
    loaded: Boolean(data),
    error,
  };
}
