import { useCallback, useState } from "react";
import { useClient, useSubscription } from "urql";
import { graphql, readFragment } from "@/gql";
import type { InboxChatFragment } from "@/gql/graphql";
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

const InboxChats = graphql(`
  query InboxChats($accountId: ID!, $search: String, $after: String) {
    chats(accountId: $accountId, first: 50, search: $search, after: $after) {
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

const InboxLive = graphql(`
  subscription InboxLive($accountId: ID!) {
    messageChanged(accountId: $accountId) {
      ...ThreadMessage
      id
      statusHistory {
        status
        at
        reason
      }
    }
  }
`);

export function useInboxLive(accountId: string) {
  useSubscription({ query: InboxLive, variables: { accountId } });
}

const time = (chat: InboxChatFragment) => (chat.lastMessageAt ? Date.parse(chat.lastMessageAt) : 0);

/** The conversations, latest first: a message that arrives moves its own to the top. */
export function useChats(accountId: string, search: string) {
  const client = useClient();
  const variables = { accountId, search: search || null };
  const [result, refetch, reread] = useLiveQuery({ query: InboxChats, variables });
  const [loading, setLoading] = useState(false);
  const page = result.data?.chats;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;

  const loadMore = useCallback(async () => {
    if (!after) return;
    setLoading(true);
    await client
      .query(
        InboxChats,
        { accountId, search: search || null, after },
        { requestPolicy: "network-only" },
      )
      .toPromise();
    setLoading(false);
    reread();
  }, [client, accountId, search, after, reread]);

  const chats = page && [...readFragment(InboxChat, page.nodes)].sort((a, b) => time(b) - time(a));
  return { chats, error: result.error, refetch, hasMore: Boolean(after), loadMore, loading };
}

type Named = { name?: string | null; phoneNumber?: string | null; kind: string };

/** The best name there is; WhatsApp hides the number of some people. */
export function chatName({ name, phoneNumber, kind }: Named): string {
  if (name) return name;
  if (phoneNumber) return formatNumber(phoneNumber);
  return kind === "group" ? "Group" : "Hidden number";
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
