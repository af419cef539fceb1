import { useSubscription } from "urql";
import { graphql, readFragment } from "@/gql";
import type { AccountLineFragment } from "@/gql/graphql";
import { useLiveQuery } from "./use-live-query";

/** Everything a list of accounts shows: one subscription keeps all of them right. */
export const AccountLine = graphql(`
  fragment AccountLine on Account {
    id
    name
    description
    status
    reason
    errorMessage
    phoneNumber
    pushName
    queue {
      queued
    }
    pendingDrafts
    pausedAt
    brake {
      until
      reason
    }
    lastActiveAt
    updatedAt
  }
`);

const AccountsLive = graphql(`
  subscription AccountsLive {
    accountsUpdated {
      ...AccountLine
    }
  }
`);

export function useAccountsLive() {
  useSubscription({ query: AccountsLive });
}

const AccountsList = graphql(`
  query AccountsList {
    accounts {
      ...AccountLine
    }
  }
`);

export function useAccounts() {
  const [result, refetch] = useLiveQuery({ query: AccountsList });
  const accounts: readonly AccountLineFragment[] | undefined =
    result.data && readFragment(AccountLine, result.data.accounts);
  return { accounts, error: result.error, refetch };
}
