import { graphql } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";

export const AccountDetails = graphql(`
  fragment AccountDetails on Account {
    ...AccountLine
    id
    apiKeyPrefix
    proxy
    createdAt
    limits {
      minIntervalMs
      randomDelayMs
      maxPerHour
      maxPerDay
      typingDelayMs
      maxNewPerDay
      maxSameTextPerDay
      warmUpDays
      quietFrom
      quietTo
      readBeforeReply
    }
    overrides {
      minIntervalMs
      randomDelayMs
      maxPerHour
      maxPerDay
      typingDelayMs
      maxNewPerDay
      maxSameTextPerDay
      warmUpDays
      quietFrom
      quietTo
      readBeforeReply
      optOutWords
      optInWords
    }
  }
`);

const AccountPage = graphql(`
  query AccountPage($id: ID!) {
    account(id: $id) {
      ...AccountDetails
    }
  }
`);

export const useAccountPage = (id: string) =>
  useLiveQuery({ query: AccountPage, variables: { id } });

export const UpdateAccount = graphql(`
  mutation UpdateAccount($input: UpdateAccountInput!) {
    updateAccount(input: $input) {
      account {
        ...AccountDetails
      }
    }
  }
`);
