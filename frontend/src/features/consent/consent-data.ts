import { useCallback, useState } from "react";
import { useClient, useMutation } from "urql";
import { graphql, readFragment } from "@/gql";
import type { ConsentSource, ConsentState } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/use-live-query";

export const ConsentEntry = graphql(`
  fragment ConsentEntry on Consent {
    id
    jid
    phoneNumber
    state
    source
    note
    messageId
    at
  }
`);

const Consents = graphql(`
  query Consents($accountId: ID!, $after: String, $state: ConsentState, $whole: Boolean!) {
    consents(accountId: $accountId, first: 50, after: $after, state: $state, whole: $whole) {
      nodes {
        ...ConsentEntry
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type ConsentFilter = { state?: ConsentState | undefined; whole: boolean };

export function useConsents(accountId: string, { state, whole }: ConsentFilter) {
  const client = useClient();
  const variables = { accountId, state: state ?? null, whole };
  const [result, refetch, reread] = useLiveQuery({ query: Consents, variables });
  const [loading, setLoading] = useState(false);
  const page = result.data?.consents;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;

  const loadMore = useCallback(async () => {
    if (!after) return;
    setLoading(true);
    await client
      .query(
        Consents,
        { accountId, state: state ?? null, whole, after },
        { requestPolicy: "network-only" },
      )
      .toPromise();
    setLoading(false);
    reread();
  }, [client, accountId, state, whole, after, reread]);

  const entries = page && readFragment(ConsentEntry, page.nodes);
  return { entries, error: result.error, refetch, hasMore: Boolean(after), loadMore, loading };
}

const SetConsent = graphql(`
  mutation SetConsent($input: SetConsentInput!) {
    setConsent(input: $input) {
      consent {
        ...ConsentEntry
      }
    }
  }
`);

export const useSetConsent = () => useMutation(SetConsent);

export const stateWords: Record<ConsentState, string> = {
  opted_in: "Wants messages",
  opted_out: "Opted out",
};

export const sourceWords: Record<ConsentSource, string> = {
  message: "Wrote",
  api: "By API",
  dashboard: "In the dashboard",
};
