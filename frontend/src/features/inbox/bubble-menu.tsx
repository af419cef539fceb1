import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, Info, Pencil, Reply, Trash2 } from "lucide-react";
import { useState } from "react";
import { useClient } from "urql";
import type { SendInput, ThreadMessageFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { clockTime } from "@/lib/format";
import { Confirm } from "@/ui/confirm";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { attend } from "./attention";
import { reactions } from "./kinds";
import { Send } from "./send-data";

const quick = ["👍", "❤️", "😂", "😮", "🙏"];
const editFor = 15 * 60_000; // WhatsApp takes edits for 15 minutes.
const deleteFor = 2 * 86_400_000; // And deletions for about two days.

const sent = ["sent", "delivered", "read", "played"];

/** What can be done with a message now. */
export function possible(message: ThreadMessageFragment, now = Date.now()) {
  const own = message.direction === "outgoing";
  const there = !message.deletedAt && (!own || sent.includes(message.status));
  const age = now - Date.parse(message.timestamp);
  return {
    answer: there,
    edit: there && own && message.type === "text" && age < editFor,
    remove: there && own && age < deleteFor,
  };
}

export function BubbleMenu({ message }: { message: ThreadMessageFragment }) {
  const client = useClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const can = possible(message);
  const mine = reactions(message.marks).find(({ mine }) => mine)?.emoji;

  async function act(input: Partial<SendInput>) {
    setBusy(true);
    const { error } = await client
      .mutation(Send, { input: { accountId: message.accountId, target: message.id, ...input } })
      .toPromise();
    setBusy(false);
    setAsked(false);
    if (error) toast(describe(error).message, "bad");
  }

  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            disabled={busy}
            aria-label={`Actions for the message of ${clockTime(message.timestamp)}`}
            className="grid size-6 place-content-center rounded text-muted hover:bg-ink/5 hover:text-ink"
          >
            <ChevronDown className="size-4" aria-hidden="true" />
          </button>
        }
      >
        {can.answer && (
          <>
            <MenuItem onSelect={() => attend(message.chatId, { kind: "reply", message })}>
              <Reply aria-hidden="true" />
              Reply
            </MenuItem>
            {quick.map((emoji) => (
              <MenuItem
                key={emoji}
                onSelect={() => act({ type: "reaction", emoji: emoji === mine ? "" : emoji })}
              >
                <span aria-hidden="true" className="w-4.5 text-center">
                  {emoji}
                </span>
                {emoji === mine ? "Take the reaction back" : `React with ${emoji}`}
              </MenuItem>
            ))}
          </>
        )}
        {can.edit && (
          <MenuItem onSelect={() => attend(message.chatId, { kind: "edit", message })}>
            <Pencil aria-hidden="true" />
            Edit
          </MenuItem>
        )}
        <MenuItem
          onSelect={() =>
            navigate({ to: ".", search: (search) => ({ ...search, details: message.id }) as never })
          }
        >
          <Info aria-hidden="true" />
          Details
        </MenuItem>
        {can.remove && (
          <>
            <MenuSeparator />
            <MenuItem danger onSelect={() => setAsked(true)}>
              <Trash2 aria-hidden="true" />
              Delete for everyone …
            </MenuItem>
          </>
        )}
      </Menu>
      {asked && (
        <Confirm
          open
          onClose={() => setAsked(false)}
          title="Delete for everyone?"
          description="It disappears from the recipients' phones, where a note says that it was deleted. What it said stays here."
          keep="Keep it"
          confirm="Delete for everyone"
          danger
          busy={busy}
          onConfirm={() => act({ type: "delete" })}
        />
      )}
    </>
  );
}
