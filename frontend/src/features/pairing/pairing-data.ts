import { useSubscription } from "urql";
import { graphql } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";

export const PairingAccount = graphql(`
  fragment PairingAccount on Account {
    id
    name
    status
    reason
    errorMessage
    phoneNumber
    pushName
    qr {
      code
      expiresAt
      number
      total
    }
    pairingCode {
      code
      expiresAt
    }
  }
`);

const PairPage = graphql(`
  query PairPage($id: ID!) {
    account(id: $id) {
      ...PairingAccount
    }
  }
`);

const PairingLive = graphql(`
  subscription PairingLive($id: ID!) {
    accountUpdated(id: $id) {
      ...PairingAccount
    }
  }
`);

/** The account as it is, then live: the subscription writes to the same cache. */
export function usePairingAccount(id: string) {
  useSubscription({ query: PairingLive, variables: { id } });
  return useLiveQuery({ query: PairPage, variables: { id } });
}
