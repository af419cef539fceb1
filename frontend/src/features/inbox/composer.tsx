import { Paperclip, SendHorizontal, X } from "lucide-react";
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { bytes } from "@/lib/format";
import { Button } from "@/ui/button";
import { inputStyle } from "@/ui/field";
import { draft, keepDraft } from "./drafts";

type Props = {
  chatId: string;
  file: File | null;
  onFile: (file: File | null) => void;
  onSend: (text: string) => void;
};

// On phones Enter makes a line: there is no Shift to hold.
const entersSend = () => !window.matchMedia("(pointer: coarse)").matches;

function Attachment({ file, onRemove }: { file: File; onRemove: () => void }) {
  return (
    <div className="flex items-center gap-3 rounded-lg border border-line bg-sunken ps-3">
      <Paperclip className="size-4.5 shrink-0 text-muted" aria-hidden="true" />
      <p className="min-w-0 flex-1 truncate py-2">
        {file.name || "Pasted picture"} <span className="text-muted">· {bytes(file.size)}</span>
      </p>
      <Button variant="ghost" size="icon" aria-label="Remove the attachment" onClick={onRemove}>
        <X aria-hidden="true" />
      </Button>
    </div>
  );
}

export function Composer({ chatId, file, onFile, onSend }: Props) {
  const [text, setText] = useState(() => draft(chatId));
  const picker = useRef<HTMLInputElement>(null);
  const ready = text.trim() !== "" || file !== null;

  function change(next: string) {
    setText(next);
    keepDraft(chatId, next);
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!ready) return;
    onSend(text.trim());
    change("");
    onFile(null);
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
      {file && <Attachment file={file} onRemove={() => onFile(null)} />}
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
        <Button
          variant="ghost"
          size="icon"
          aria-label="Attach a file"
          onClick={() => picker.current?.click()}
        >
          <Paperclip aria-hidden="true" />
        </Button>
        <textarea
          aria-label={file ? "Caption" : "Message"}
          placeholder={file ? "Add a caption" : "Write a message"}
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
