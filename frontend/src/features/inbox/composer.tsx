import { CalendarClock, Paperclip, Pencil, Reply, SendHorizontal, X } from "lucide-react";
import {
  type ClipboardEvent,
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from "react";
import { bytes } from "@/lib/format";
import { useStore } from "@/lib/store";
import { Button } from "@/ui/button";
import { inputStyle } from "@/ui/field";
import { type Attention, attend, attention } from "./attention";
import { ComposerMenu } from "./composer-menu";
import { draft, keepDraft } from "./drafts";
import { preview } from "./inbox-data";
import type { More } from "./pending";
import { type Schedule, scheduleWords } from "./schedule";

type Props = {
  chatId: string;
  accountId: string;
  to: string;
  file: File | null;
  onFile: (file: File | null) => void;
  onSend: (text: string, more: More, about: Attention | undefined) => void;
};

// On phones Enter makes a line: there is no Shift to hold.
const entersSend = () => !window.matchMedia("(pointer: coarse)").matches;

type StripProps = { icon: ReactNode; children: ReactNode; remove: string; onRemove: () => void };

/** A line above the text: what goes along with it, and the way to leave it out. */
function Strip({ icon, children, remove, onRemove }: StripProps) {
  return (
    <div className="flex items-center gap-3 rounded-lg border border-line bg-sunken ps-3 [&>svg]:size-4.5 [&>svg]:shrink-0 [&>svg]:text-muted">
      {icon}
      <p className="min-w-0 flex-1 truncate py-2">{children}</p>
      <Button variant="ghost" size="icon" aria-label={remove} onClick={onRemove}>
        <X aria-hidden="true" />
      </Button>
    </div>
  );
}

export function Composer({ chatId, accountId, to, file, onFile, onSend }: Props) {
  const [text, setText] = useState(() => draft(chatId));
  const [schedule, setSchedule] = useState<Schedule | null>(null);
  const about = useStore(attention)[chatId];
  const picker = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const ready = text.trim() !== "" || file !== null;

  function change(next: string) {
    setText(next);
    keepDraft(chatId, next);
  }

  // An edit begins with what the message says now.
  useEffect(() => {
    if (!about) return;
    if (about.kind === "edit") setText(about.message.text ?? "");
    field.current?.focus();
  }, [about]);

  function stopAbout() {
    if (about?.kind === "edit") change("");
    attend(chatId, null);
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!ready) return;
    const more: More = {
      ...(about?.kind === "reply" ? { replyTo: about.message.id } : {}),
      ...(schedule ? schedule.input : {}),
    };
    onSend(text.trim(), more, about);
    change("");
    onFile(null);
    setSchedule(null);
    attend(chatId, null);
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter also ends the choice of a character in Japanese or Chinese.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    if (!entersSend()) return;
    event.preventDefault();
    submit();
  }

  function onPaste(event: ClipboardEvent) {
    const pasted = event.clipboardData.files[0];
    if (!pasted) return;
    event.preventDefault();
    onFile(pasted);
  }

  return (
    <form onSubmit={submit} className="grid gap-2 border-t border-line bg-surface p-3">
      {about && (
        <Strip
          icon={
            about.kind === "edit" ? <Pencil aria-hidden="true" /> : <Reply aria-hidden="true" />
          }
          remove={about.kind === "edit" ? "Stop editing" : "Do not answer this message"}
          onRemove={stopAbout}
        >
          {about.kind === "edit" ? "Edit: " : "Answer to: "}
          <span className="text-muted">{preview(about.message)}</span>
        </Strip>
      )}
      {schedule && (
        <Strip
          icon={<CalendarClock aria-hidden="true" />}
          remove="Send it now instead"
          onRemove={() => setSchedule(null)}
        >
          {scheduleWords(schedule)}
        </Strip>
      )}
      {file && (
        <Strip
          icon={<Paperclip aria-hidden="true" />}
          remove="Remove the attachment"
          onRemove={() => onFile(null)}
        >
          {file.name || "Pasted picture"} <span className="text-muted">· {bytes(file.size)}</span>
        </Strip>
      )}
      <div className="flex items-end gap-2">
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="File to attach"
          onChange={(event) => {
            onFile(event.target.files?.[0] ?? null);
            // So that the same file can be chosen again.
            event.target.value = "";
          }}
        />
        <ComposerMenu
          accountId={accountId}
          to={to}
          text={text}
          onAttach={() => picker.current?.click()}
          onSchedule={setSchedule}
          onSend={(more) => onSend("", more, undefined)}
        />
        <textarea
          ref={field}
          aria-label={file ? "Caption" : "Message"}
          placeholder={file ? "Add a caption" : "Write a message"}
          dir="auto"
          rows={1}
          maxLength={65_536}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className={`${inputStyle} field-sizing-content max-h-40 resize-none py-2.5`}
        />
        <Button type="submit" variant="primary" size="icon" aria-label="Send" disabled={!ready}>
          <SendHorizontal aria-hidden="true" />
        </Button>
      </div>
    </form>
  );
}
