import { useSubscription } from "urql";
import { graphql } from "@/gql";

/** Everything a list of accounts shows: one subscription keeps all of them right. */
graphql(`
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
