import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  EllipsisVertical,
  MailOpen,
  Pin,
  PinOff,
} from "lucide-react";
import type { InboxChatFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { receiptsOn } from "@/lib/receipts";
import { Button } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { useChangeChat, useMarkRead, useReadOnOpen } from "./chat-actions-data";
import { isMuted } from "./inbox-data";

const lengths = [
  { label: "Mute for 8 hours", muteFor: 8 * 3600 },
  { label: "Mute for 1 week", muteFor: 7 * 86_400 },
  { label: "Mute always", muteFor: -1 },
] as const;

type Change = { archived?: boolean; pinned?: boolean; muteFor?: number };

type Props = { chat: InboxChatFragment; connected: boolean };

/** What can be done with the open conversation, on the phone too. What is unread there is read by this. */
export function ChatActions({ chat, connected }: Props) {
  useReadOnOpen(chat, connected);
  const [changing, change] = useChangeChat();
  const [reading, markRead] = useMarkRead();
  const { id, archived, pinnedAt, unread } = chat;
  const busy = changing.fetching || reading.fetching;

  async function apply(to: Change, done: string, undo?: Change) {
    const { error } = await change({ input: { id, ...to } });
    if (error) return toast(describe(error).message, "bad");
    toast(done, "ok", undo && { label: "Undo", run: () => void apply(undo, "Taken back.") });
  }

  async function read() {
    const { error } = await markRead({ id, sendReceipts: receiptsOn() });
    if (error) toast(describe(error).message, "bad");
  }

  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label="This conversation" busy={busy}>
          {!busy && <EllipsisVertical aria-hidden="true" />}
        </Button>
      }
    >
      {unread > 0 && (
        <MenuItem onSelect={read}>
          <MailOpen aria-hidden="true" />
          Mark as read
        </MenuItem>
      )}
      {archived ? (
        <MenuItem
          onSelect={() => apply({ archived: false }, "It is among all again.", { archived: true })}
        >
          <ArchiveRestore aria-hidden="true" />
          Take out of the archive
        </MenuItem>
      ) : (
        <MenuItem onSelect={() => apply({ archived: true }, "Archived.", { archived: false })}>
          <Archive aria-hidden="true" />
          Archive
        </MenuItem>
      )}
      {pinnedAt ? (
        <MenuItem onSelect={() => apply({ pinned: false }, "Not pinned any more.")}>
          <PinOff aria-hidden="true" />
          Unpin
        </MenuItem>
      ) : (
        <MenuItem onSelect={() => apply({ pinned: true }, "Pinned.")}>
          <Pin aria-hidden="true" />
          Pin
        </MenuItem>
      )}
      <MenuSeparator />
      {isMuted(chat) ? (
        <MenuItem onSelect={() => apply({ muteFor: 0 }, "Not muted any more.")}>
          <Bell aria-hidden="true" />
          Unmute
        </MenuItem>
      ) : (
        lengths.map(({ label, muteFor }) => (
          <MenuItem key={label} onSelect={() => apply({ muteFor }, "Muted.")}>
            <BellOff aria-hidden="true" />
            {label}
          </MenuItem>
        ))
      )}
    </Menu>
  );
}
