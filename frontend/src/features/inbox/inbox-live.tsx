import { useEffect, useRef } from "react";
import { useClient, useSubscription } from "urql";
import { graphql } from "@/gql";
import { asked, InboxChats, InboxThreadChat, pinnedOf, type Show } from "./inbox-data";

const InboxLive = graphql(`
  subscription InboxLive($accountId: ID!) {
    messageChanged(accountId: $accountId) {
      ...ThreadMessage
      id
      chatId
      statusHistory {
        status
        at
        reason
      }
    }
  }
`);

const InboxChatsLive = graphql(`
  subscription InboxChatsLive($accountId: ID!) {
    chatChanged(accountId: $accountId) {
      ...InboxChat
      id
    }
  }
`);

// A burst of news is one look at the lists.
const gather = 300;
// So many conversations of a burst are looked at on their own; the lists tell of the others.
const most = 10;

type Props = { accountId: string; search: string; show: Show };

/** Keeps the inbox as it is on the server. Shows nothing. */
export function InboxLiveUpdates({ accountId, search, show }: Props) {
  const client = useClient();
  const shown = useRef({ search, show });
  shown.current = { search, show };
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // How many are unread and what belongs to which list, only the server knows.
  function look() {
    const again = { requestPolicy: "network-only" } as const;
    const { search, show } = shown.current;
    timer.current = undefined;
    void client.query(InboxChats, asked(accountId, search, show), again).toPromise();
    if (!search && !show) {
      void client.query(InboxChats, pinnedOf(accountId), again).toPromise();
    }
    for (const id of [...changed.current].slice(-most)) {
      void client.query(InboxThreadChat, { id }, again).toPromise();
    }
    changed.current.clear();
  }

  function note(chatId?: string) {
    if (chatId) changed.current.add(chatId);
    timer.current ??= setTimeout(look, gather);
  }

  useEffect(() => () => clearTimeout(timer.current), []);
  useSubscription({ query: InboxLive, variables: { accountId } }, (_, data) => {
    note(data.messageChanged.chatId);
    return data;
  });
  useSubscription({ query: InboxChatsLive, variables: { accountId } }, (_, data) => {
    note();
    return data;
  });
  return null;
}
