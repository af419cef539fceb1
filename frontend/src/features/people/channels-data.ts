import { createRequest } from "urql";
import { graphql, readFragment } from "@/gql";
import type { ChannelRole } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/use-live-query";
import { useRenewing } from "./people-data";

export const ChannelEntry = graphql(`
  fragment ChannelEntry on Channel {
    id
    name
    description
    link
    followers
    role
    verified
    createdAt
  }
`);

const Channels = graphql(`
  query Channels($accountId: ID!) {
    channels(accountId: $accountId) {
      ...ChannelEntry
    }
  }
`);

const listOf = ({ accountId }: { accountId: string }) => [createRequest(Channels, { accountId })];

export function useChannels(accountId: string) {
  const [result, refetch] = useLiveQuery({ query: Channels, variables: { accountId } });
  const channels = result.data && readFragment(ChannelEntry, result.data.channels);
  return { channels, error: result.error, refetch };
}

const FollowChannel = graphql(`
  mutation FollowChannel($accountId: ID!, $id: String!) {
    followChannel(accountId: $accountId, id: $id) {
      ...ChannelEntry
    }
  }
`);

export const useFollow = () => useRenewing(FollowChannel, listOf);

const UnfollowChannel = graphql(`
  mutation UnfollowChannel($accountId: ID!, $id: String!) {
    unfollowChannel(accountId: $accountId, id: $id) {
      ...ChannelEntry
    }
  }
`);

export const useUnfollow = () => useRenewing(UnfollowChannel, listOf);

export const roleWords: Record<ChannelRole, string> = {
  guest: "Not followed",
  follower: "Followed",
  admin: "Admin",
  owner: "Own channel",
};
