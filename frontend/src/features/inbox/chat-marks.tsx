import { Archive, BellOff, Pin } from "lucide-react";
import type { InboxChatFragment } from "@/gql/graphql";
import { isMuted } from "./inbox-data";

/** With the word for who does not see the icon. */
function Mark({ icon: Icon, word }: { icon: typeof Pin; word: string }) {
  return (
    <span title={word} className="shrink-0">
      <Icon className="size-4" aria-hidden="true" />
      <span className="sr-only">{word}</span>
    </span>
  );
}

/** How a conversation in the list is set. */
export function ChatMarks({ chat }: { chat: InboxChatFragment }) {
  return (
    <>
      {chat.archived && <Mark icon={Archive} word="Archived" />}
      {isMuted(chat) && <Mark icon={BellOff} word="Muted" />}
      {chat.pinnedAt && <Mark icon={Pin} word="Pinned" />}
    </>
  );
}
