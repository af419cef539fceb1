import { useEffect, useState } from "react";
import { useMutation } from "urql";
import { graphql } from "@/gql";
import type { InboxChatFragment } from "@/gql/graphql";
import { receiptsOn } from "@/lib/receipts";

const MarkRead = graphql(`
  mutation MarkChatRead($id: ID!, $sendReceipts: Boolean!) {
    markChatRead(id: $id, sendReceipts: $sendReceipts) {
      ...InboxChat
    }
  }
`);

const Change = graphql(`
  mutation ChangeChat($input: ChangeChatInput!) {
    changeChat(input: $input) {
      ...InboxChat
    }
  }
`);

export const useMarkRead = () => useMutation(MarkRead);
export const useChangeChat = () => useMutation(Change);

function useVisible(): boolean {
  const [visible, setVisible] = useState(document.visibilityState === "visible");
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return visible;
}

/**
 * Marks as read what is there to read while somebody can see it. With receipts the account has to
 * be connected: what could not be told now is tried again when it is, or with the next message.
 */
export function useReadOnOpen({ id, unread }: InboxChatFragment, connected: boolean) {
  const visible = useVisible();
  const [, markRead] = useMarkRead();
  useEffect(() => {
    const sendReceipts = receiptsOn();
    if (unread > 0 && visible && (connected || !sendReceipts)) {
      void markRead({ id, sendReceipts });
    }
  }, [id, unread, visible, connected, markRead]);
}
