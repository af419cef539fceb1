import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Bot, CircleAlert, Clock } from "lucide-react";
import { useEffect, useState } from "react";
import { useClient } from "urql";
import type { ThreadMessageFragment } from "@/gql/graphql";
import { clockTime, exactTime } from "@/lib/format";
import { planWords } from "@/lib/send-plan";
import { Button } from "@/ui/button";
import { BubbleMenu } from "./bubble-menu";
import { useCancelMessage } from "./cancel-message";
import { kindWord, ownText, reactions } from "./kinds";
import { ContentAbove, ContentBody, DeletedNote, GroupLine, hasContent } from "./message-content";
import { MessageMedia } from "./message-media";
import { discard, type Pending, retry } from "./pending";
import { elementId } from "./place";
import { Ticks } from "./ticks";

const shape = "relative max-w-[min(34rem,85%)] rounded-2xl px-3.5 pt-2 pb-1.5 shadow-card";
const outgoing = "self-end rounded-ee-md bg-bubble-out";
const incoming = "self-start rounded-es-md bg-bubble-in";
const found = "outline-2 outline-offset-4 outline-accent";

type Props = {
  message: ThreadMessageFragment;
  showSender: boolean;
  /** It was looked for and is found. */
  lit: boolean;
};

function Reactions({ message }: { message: ThreadMessageFragment }) {
  const all = reactions(message.marks);
  if (all.length === 0) return null;
  return (
    <ul aria-label="Reactions" className="mt-1 flex flex-wrap gap-1">
      {all.map(({ emoji, names, mine }) => (
        <li
          key={emoji}
          title={names.join(", ")}
          className={clsx(
            "rounded-full border px-2 text-sm",
            mine ? "border-accent bg-accent-soft" : "border-line bg-surface",
          )}
        >
          {emoji}
          {names.length > 1 && <span className="ms-1 tabular">{names.length}</span>}
          <span className="sr-only"> by {names.join(", ")}</span>
        </li>
      ))}
    </ul>
  );
}

/** What a message waits for, while it does; gone as soon as it goes. */
function PlanLine({ message }: { message: ThreadMessageFragment }) {
  const { cancel, cancelling } = useCancelMessage();
  const { plan } = message;
  if (message.status !== "queued" || !plan?.reason) return null;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-3 border-t border-ink/10 pt-1 text-sm text-muted">
      <p className="min-w-0 flex-1 basis-40">{planWords(plan)}</p>
      <Button
        size="sm"
        variant="ghost"
        busy={cancelling}
        aria-label="Cancel the message"
        onClick={() => cancel(message.id)}
      >
        Cancel
      </Button>
    </div>
  );
}

function Body({ message }: { message: ThreadMessageFragment }) {
  const text = ownText(message);
  if (message.deletedAt) return <DeletedNote message={message} />;
  return (
    <>
      <ContentAbove message={message} />
      {message.media && <MessageMedia media={message.media} type={message.type} text={text} />}
      {text && (
        <p dir="auto" className="whitespace-pre-wrap">
          {text}
        </p>
      )}
      <ContentBody message={message} />
      {!text && !message.media && !hasContent(message) && (
        <p className="text-muted italic">{kindWord(message.type)}</p>
      )}
    </>
  );
}

export function Bubble({ message, showSender, lit }: Props) {
  const own = message.direction === "outgoing";
  if (message.content.groupChange) {
    return (
      <li
        id={elementId(message.id)}
        tabIndex={-1}
        className={clsx(
          "my-1 self-center rounded-full bg-surface px-3 py-0.5 shadow-card",
          lit && found,
        )}
        data-testid="message"
        data-found={lit || undefined}
      >
        <GroupLine change={message.content.groupChange} />
      </li>
    );
  }
  return (
    <li
      id={elementId(message.id)}
      tabIndex={-1}
      className={clsx(shape, own ? outgoing : incoming, lit && found)}
      data-testid="message"
      data-found={lit || undefined}
      data-status={message.status}
    >
      <span className="sr-only">{own ? "You: " : `${message.senderName ?? "They"}: `}</span>
      {!own && showSender && message.senderName && (
        <p className="text-sm font-medium text-accent-ink">{message.senderName}</p>
      )}
      <Body message={message} />
      {message.error && (
        <p className="mt-1 flex items-start gap-1.5 text-sm text-bad">
          <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          {message.error}
        </p>
      )}
      <PlanLine message={message} />
      <div className="-me-2 flex items-center justify-end gap-1">
        {message.source === "ai" && (
          <span
            className="inline-flex items-center gap-1 text-xs text-muted"
            title="The AI answered this"
          >
            <Bot className="size-3.5" aria-hidden="true" />
            AI ·
          </span>
        )}
        {message.late && (
          <span
            className="text-xs text-muted"
            title="It waited at WhatsApp while the account was away"
          >
            late ·
          </span>
        )}
        {message.editedAt && <span className="text-xs text-muted">edited ·</span>}
        <Link
          to="."
          search={(search) => ({ ...search, details: message.id })}
          aria-label={`Details of the message of ${exactTime(message.timestamp)}`}
          className="flex min-h-6 w-fit items-center gap-1 rounded px-1 text-xs text-muted hover:text-ink hover:underline"
        >
          <time
            dateTime={message.timestamp}
            title={exactTime(message.timestamp)}
            className="tabular"
          >
            {clockTime(message.timestamp)}
          </time>
          <Ticks status={message.status} />
        </Link>
        <BubbleMenu message={message} />
      </div>
      <Reactions message={message} />
    </li>
  );
}

function usePreview(file: File | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file?.type.startsWith("image/")) return setUrl(null);
    const next = URL.createObjectURL(file);
    setUrl(next);
    return () => URL.revokeObjectURL(next);
  }, [file]);
  return url;
}

/** What was just written, before the server confirmed it, or with why it did not. */
export function PendingBubble({ item }: { item: Pending }) {
  const client = useClient();
  const picture = usePreview(item.file);
  return (
    <li className={clsx(shape, outgoing)} data-testid="message" data-status={item.state}>
      <span className="sr-only">You: </span>
      {picture && <img src={picture} alt="" className="max-h-80 rounded-lg opacity-80" />}
      {item.file && !picture && <p className="font-medium">{item.file.name}</p>}
      {item.text && (
        <p dir="auto" className="whitespace-pre-wrap">
          {item.text}
        </p>
      )}
      {item.state === "sending" ? (
        <p className="flex min-h-6 items-center justify-end text-xs text-muted">
          <Clock className="size-3.5" aria-hidden="true" />
          <span className="sr-only">On its way to the server</span>
        </p>
      ) : (
        <div className="mt-1" role="alert">
          <p className="flex items-start gap-1.5 text-sm text-bad">
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
            {item.error}
          </p>
          <div className="mt-1 mb-1 flex justify-end gap-2">
            <Button size="sm" variant="ghost" onClick={() => discard(item.key)}>
              Discard
            </Button>
            <Button size="sm" onClick={() => retry(client, item)}>
              {item.duplicate ? "Send it anyway" : "Try again"}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
