import { clsx } from "clsx";
import { ArrowLeft, CheckCheck, ImagePlus, SendHorizontal } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { clockTime } from "@/lib/format";
import { type Phone, type PhoneMessage, sandboxApi } from "@/lib/sandbox-api";
import { Button } from "@/ui/button";
import { Input } from "@/ui/field";
import { act } from "./act";
import { base64Of } from "./chats";

const words: Record<string, string> = {
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  played: "Played",
  received: "New",
};

function PhoneBubble({ message }: { message: PhoneMessage }) {
  const own = message.direction === "out";
  return (
    <li
      className={clsx(
        "max-w-[85%] rounded-2xl px-3 pt-1.5 pb-1 wrap-anywhere",
        own ? "self-end rounded-ee-md bg-bubble-out" : "self-start rounded-es-md bg-bubble-in",
      )}
    >
      {message.media?.mimetype.startsWith("image/") ? (
        <img
          src={message.media.url}
          alt={message.media.caption || "Picture"}
          className="max-h-48 min-h-10 rounded-lg"
        />
      ) : (
        message.media && <p className="font-medium">{message.media.filename ?? message.type}</p>
      )}
      {message.text && <p className="whitespace-pre-wrap">{message.text}</p>}
      <p className="text-end text-xs text-muted tabular">
        {clockTime(message.timestamp)} · {words[message.status] ?? message.status}
      </p>
    </li>
  );
}

type ComposerProps = { phone: Phone; chat: string; onChanged: () => void };

function PhoneComposer({ phone, chat, onChanged }: ComposerProps) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const typing = useRef(false);
  const picker = useRef<HTMLInputElement>(null);

  // Whether somebody types is told once at the start and once at the end. It may fail in silence.
  function tell(now: boolean) {
    if (typing.current === now) return;
    typing.current = now;
    sandboxApi.typing(phone.number, chat, now ? "composing" : "paused").catch(() => undefined);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return;
    setBusy(true);
    tell(false);
    if (await act(sandboxApi.sendText(phone.number, chat, text.trim()))) setText("");
    setBusy(false);
    onChanged();
  }

  async function sendImage(file: File | undefined) {
    if (!file) return;
    setBusy(true);
    const media = {
      data: await base64Of(file),
      mimetype: file.type,
      filename: file.name,
      caption: text.trim(),
    };
    if (await act(sandboxApi.sendImage(phone.number, chat, media))) setText("");
    setBusy(false);
    onChanged();
  }

  return (
    <form onSubmit={submit} className="flex items-center gap-1 border-t border-line bg-surface p-2">
      <input
        ref={picker}
        type="file"
        accept="image/*"
        hidden
        aria-label={`Picture to send from ${phone.name}`}
        onChange={(event) => {
          void sendImage(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button
        variant="ghost"
        size="icon"
        aria-label="Send a picture"
        onClick={() => picker.current?.click()}
      >
        <ImagePlus aria-hidden="true" />
      </Button>
      <Input
        aria-label={`Message from ${phone.name}`}
        placeholder="Message"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          tell(event.target.value !== "");
        }}
        onBlur={() => tell(false)}
      />
      <Button
        type="submit"
        variant="primary"
        size="icon"
        busy={busy}
        disabled={!text.trim()}
        aria-label={`Send from ${phone.name}`}
      >
        {!busy && <SendHorizontal aria-hidden="true" />}
      </Button>
    </form>
  );
}

type Props = ComposerProps & {
  name: string;
  messages: readonly PhoneMessage[];
  onBack: () => void;
};

export function PhoneThread({ phone, chat, name, messages, onBack, onChanged }: Props) {
  const unread = messages.some((m) => m.direction === "in" && m.status === "received");
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-1 border-b border-line p-1.5">
        <Button variant="ghost" size="icon" aria-label="Back to the chats" onClick={onBack}>
          <ArrowLeft aria-hidden="true" />
        </Button>
        <p className="min-w-0 flex-1 truncate font-medium">{name}</p>
        <Button
          size="sm"
          disabled={!unread}
          onClick={async () => {
            await act(sandboxApi.read(phone.number, chat));
            onChanged();
          }}
        >
          <CheckCheck aria-hidden="true" />
          Mark as read
        </Button>
      </div>
      <section
        aria-label={`Chat of ${phone.name} with ${name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards have to reach it
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto bg-wallpaper -outline-offset-2"
      >
        <ol className="flex flex-col gap-1.5 p-3">
          {messages.map((message) => (
            <PhoneBubble key={message.id} message={message} />
          ))}
        </ol>
      </section>
      <PhoneComposer phone={phone} chat={chat} onChanged={onChanged} />
    </div>
  );
}
