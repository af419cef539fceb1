import { createRequest, useQuery } from "urql";
import { graphql, readFragment } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";
import { useRenewing } from "./people-data";

export const GroupEntry = graphql(`
  fragment GroupEntry on Group {
    id
    subject
    description
    createdAt
    onlyAdminsWrite
    onlyAdminsEdit
    onlyAdminsAdd
    approveJoins
    expiresAfter
    community
    parentId
    members {
      phone
      lid
      name
      me
      role
    }
  }
`);

const Groups = graphql(`
  query Groups($accountId: ID!) {
    groups(accountId: $accountId) {
      ...GroupEntry
    }
  }
`);

const listOf = ({ accountId }: { accountId: string }) => createRequest(Groups, { accountId });

export function useGroups(accountId: string) {
  const [result, refetch] = useLiveQuery({ query: Groups, variables: { accountId } });
  const groups = result.data && readFragment(GroupEntry, result.data.groups);
  return { groups, error: result.error, refetch };
}

const OneGroup = graphql(`
  query OneGroup($accountId: ID!, $id: String!) {
    group(accountId: $accountId, id: $id) {
      ...GroupEntry
    }
  }
`);

export function useGroup(accountId: string, id: string) {
  const [result, refetch] = useLiveQuery({ query: OneGroup, variables: { accountId, id } });
  const group = readFragment(GroupEntry, result.data?.group);
  return { group, error: result.error, refetch };
}

const GroupRequests = graphql(`
  query GroupRequests($accountId: ID!, $id: String!) {
    groupRequests(accountId: $accountId, id: $id) {
      phone
      lid
      at
    }
  }
`);

export const useGroupRequests = (accountId: string, id: string) =>
  useLiveQuery({ query: GroupRequests, variables: { accountId, id } });

const GroupInviteLink = graphql(`
  query GroupInviteLink($accountId: ID!, $id: String!) {
    groupInviteLink(accountId: $accountId, id: $id)
  }
`);

/** The link is asked for when somebody wants to see it. */
export const useInviteLink = (accountId: string, id: string, wanted: boolean) =>
  useQuery({ query: GroupInviteLink, variables: { accountId, id }, pause: !wanted });

const ResetGroupInviteLink = graphql(`
  mutation ResetGroupInviteLink($accountId: ID!, $id: String!) {
    resetGroupInviteLink(accountId: $accountId, id: $id)
  }
`);

export const useResetInviteLink = () =>
  useRenewing(ResetGroupInviteLink, ({ accountId, id }) => [
    createRequest(GroupInviteLink, { accountId, id }),
  ]);

const CreateGroup = graphql(`
  mutation CreateGroup($input: CreateGroupInput!) {
    createGroup(input: $input) {
      id
      subject
    }
  }
`);

export const useCreateGroup = () => useRenewing(CreateGroup, ({ input }) => [listOf(input)]);

const ChangeGroup = graphql(`
  mutation ChangeGroup($input: ChangeGroupInput!) {
    changeGroup(input: $input) {
      ...GroupEntry
    }
  }
`);

export const useChangeGroup = () =>
  useRenewing(ChangeGroup, ({ input }) => [
    listOf(input),
    createRequest(OneGroup, { accountId: input.accountId, id: input.id }),
  ]);

const ChangeGroupMembers = graphql(`
  mutation ChangeGroupMembers($input: ChangeMembersInput!) {
    changeGroupMembers(input: $input) {
      phone
      lid
      done
      error
    }
  }
`);

export const useChangeMembers = () =>
  useRenewing(ChangeGroupMembers, ({ input: { accountId, id, action } }) => [
    listOf({ accountId }),
    createRequest(OneGroup, { accountId, id }),
    ...(action === "approve" || action === "reject"
      ? [createRequest(GroupRequests, { accountId, id })]
      : []),
  ]);

const JoinGroup = graphql(`
  mutation JoinGroup($accountId: ID!, $link: String!) {
    joinGroup(accountId: $accountId, link: $link)
  }
`);

export const useJoinGroup = () => useRenewing(JoinGroup, (variables) => [listOf(variables)]);

const LeaveGroup = graphql(`
  mutation LeaveGroup($accountId: ID!, $id: String!) {
    leaveGroup(accountId: $accountId, id: $id)
  }
`);

export const useLeaveGroup = () => useRenewing(LeaveGroup, (variables) => [listOf(variables)]);
