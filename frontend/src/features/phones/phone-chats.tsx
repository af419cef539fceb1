import { clsx } from "clsx";
import { useState } from "react";
import { shortTime } from "@/lib/format";
import { formatNumber } from "@/lib/phone-number";
import type { Phone, PhoneMessage } from "@/lib/sandbox-api";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Input } from "@/ui/field";
import { groupChats } from "./chats";
import { PhoneThread } from "./phone-thread";

type Props = {
  phone: Phone;
  messages: readonly PhoneMessage[];
  names: ReadonlyMap<string, string>;
  onChanged: () => void;
};

function NewChat({ onOpen, names }: { onOpen: (chat: string) => void; names: Props["names"] }) {
  const [number, setNumber] = useState("");
  const digits = number.replace(/\D/g, "");
  return (
    <form
      className="flex gap-2 border-b border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (digits) onOpen(digits);
      }}
    >
      <Input
        aria-label="Number to write to"
        placeholder="Write to a number"
        list="known-numbers"
        value={number}
        onChange={(event) => setNumber(event.target.value)}
      />
      <datalist id="known-numbers">
        {[...names].map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </datalist>
      <Button type="submit" disabled={!digits}>
        Open
      </Button>
    </form>
  );
}

export function PhoneChats({ phone, messages, names, onChanged }: Props) {
  const [open, setOpen] = useState<string | null>(null);
  const chats = groupChats(messages);
  const nameOf = (chat: string) => names.get(chat) ?? formatNumber(chat);

  if (open) {
    return (
      <PhoneThread
        phone={phone}
        chat={open}
        name={nameOf(open)}
        messages={chats.find(({ chat }) => chat === open)?.messages ?? []}
        onBack={() => setOpen(null)}
        onChanged={onChanged}
      />
    );
  }
  return (
    <div className="flex h-full flex-col">
      <NewChat onOpen={setOpen} names={names} />
      {chats.length === 0 ? (
        <p className="p-6 text-center text-muted">No chats yet.</p>
      ) : (
        <ul className="min-h-0 flex-1 divide-y divide-line overflow-y-auto">
          {chats.map(({ chat, messages, unread }) => {
            const last = messages.at(-1);
            return (
              <li key={chat}>
                <button
                  type="button"
                  onClick={() => setOpen(chat)}
                  className="flex min-h-16 w-full items-center gap-3 px-3 py-2 text-start -outline-offset-2 hover:bg-hover"
                >
                  <Avatar name={nameOf(chat)} className="size-9" />
                  <span className="min-w-0 flex-1">
                    <span className="flex justify-between gap-2">
                      <span className="truncate font-medium">{nameOf(chat)}</span>
                      {last && (
                        <span className="shrink-0 text-xs text-muted">
                          {shortTime(last.timestamp)}
                        </span>
                      )}
                    </span>
                    <span className={clsx("block truncate text-sm", unread ? "" : "text-muted")}>
                      {last?.text || last?.type}
                    </span>
                  </span>
                  {unread > 0 && (
                    <span className="grid h-6 min-w-6 place-content-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent">
                      {unread}
                      <span className="sr-only"> unread</span>
                    </span>
                  )}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
