import { useCallback, useState } from "react";
import { useClient } from "urql";
import { graphql, readFragment } from "@/gql";
import type { InboxChatFragment, InboxChatsQueryVariables } from "@/gql/graphql";
import { formatNumber } from "@/lib/phone-number";
import { useLiveQuery } from "@/lib/use-live-query";
import { kindWord } from "./kinds";

export const InboxChat = graphql(`
  fragment InboxChat on Chat {
    id
    accountId
    jid
    kind
    phoneNumber
    name
    unread
    archived
    pinnedAt
    mutedUntil
    lastMessageAt
    lastMessage {
      id
      direction
      type
      text
      status
      timestamp
      media {
        id
        filename
      }
    }
  }
`);

export const InboxChats = graphql(`
  query InboxChats(
    $accountId: ID!
    $search: String
    $unread: Boolean
    $archived: Boolean
    $pinned: Boolean
    $after: String
  ) {
    chats(
      accountId: $accountId
      first: 50
      search: $search
      unread: $unread
      archived: $archived
      pinned: $pinned
      after: $after
    ) {
      nodes {
        ...InboxChat
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const InboxThreadChat = graphql(`
  query InboxThreadChat($id: ID!) {
    chat(id: $id) {
      ...InboxChat
    }
  }
`);

/** What the list shows; undefined is all that is not archived. */
export type Show = "unread" | "archived" | undefined;

/** What the list asks for. A search finds what is archived too. */
export function asked(accountId: string, search: string, show: Show): InboxChatsQueryVariables {
  return {
    accountId,
    search: search || null,
    unread: show === "unread" || null,
    archived: search && !show ? null : show === "archived",
    pinned: null,
  };
}

export const pinnedOf = (accountId: string): InboxChatsQueryVariables => ({
  ...asked(accountId, "", undefined),
  pinned: true,
});

const time = (chat: InboxChatFragment) => (chat.lastMessageAt ? Date.parse(chat.lastMessageAt) : 0);

/**
 * The conversations: the pinned ones first, then the latest. A message that arrives moves its own
 * up, and what is archived, read or pinned meanwhile goes at once.
 */
export function useChats(accountId: string, search: string, show: Show) {
  const client = useClient();
  const variables = asked(accountId, search, show);
  const [result, refetch, reread] = useLiveQuery({ query: InboxChats, variables });
  const plain = !search && !show;
  const [pinned] = useLiveQuery({
    query: InboxChats,
    variables: pinnedOf(accountId),
    pause: !plain,
  });
  const [loading, setLoading] = useState(false);
  const page = result.data?.chats;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;

  const loadMore = useCallback(async () => {
    if (!after) return;
    setLoading(true);
    await client
      .query(
        InboxChats,
        { ...asked(accountId, search, show), after },
        { requestPolicy: "network-only" },
      )
      .toPromise();
    setLoading(false);
    reread();
  }, [client, accountId, search, show, after, reread]);

  const found = page && [
    ...readFragment(InboxChat, page.nodes),
    ...readFragment(InboxChat, (plain && pinned.data?.chats.nodes) || []),
  ];
  const top = (chat: InboxChatFragment) => Number(plain && chat.pinnedAt !== null);
  // Both, or the pinned ones would push the others down when they come.
  const chats =
    plain && pinned.fetching && !pinned.data
      ? undefined
      : found &&
        [...new Map(found.map((chat) => [chat.id, chat])).values()]
          .filter(
            (chat) =>
              (variables.archived === null || chat.archived === variables.archived) &&
              (!variables.unread || chat.unread > 0),
          )
          .sort((a, b) => top(b) - top(a) || time(b) - time(a));
  return { chats, error: result.error, refetch, hasMore: Boolean(after), loadMore, loading };
}

export const isMuted = ({ mutedUntil }: { mutedUntil: string | null }) =>
  mutedUntil !== null && Date.parse(mutedUntil) > Date.now();

type Named = { name?: string | null; phoneNumber?: string | null; kind: string };

const nameless: Record<string, string> = { group: "Group", status: "Status" };

/** The best name there is; WhatsApp hides the number of some people. */
export function chatName({ name, phoneNumber, kind }: Named): string {
  if (name) return name;
  if (phoneNumber) return formatNumber(phoneNumber);
  return nameless[kind] ?? "Hidden number";
}

type Previewed = {
  type: string;
  text?: string | null;
  media?: { filename?: string | null } | null;
};

export function preview({ type, text, media }: Previewed): string {
  if (text) return text;
  if (type === "document" && media?.filename) return media.filename;
  return kindWord(type);
}
