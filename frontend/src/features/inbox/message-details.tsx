import { type ReactNode, Suspense, useEffect } from "react";
import { graphql } from "@/gql";
import type { MessageSource } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { exactTime } from "@/lib/format";
import { useLiveQuery } from "@/lib/use-live-query";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { type DetailedMessage, Participants, Timeline } from "./message-timeline";

const MessageDetails = graphql(`
  query MessageDetails($id: ID!) {
    message(id: $id) {
      id
      messageId
      chat
      direction
      sender
      recipient
      type
      status
      source
      late
      error
      errorCode
      timestamp
      createdAt
      editedAt
      deletedAt
      versions {
        text
        at
      }
      plan {
        at
        reason
        text
        ahead
        expiresAt
      }
      participants {
        participant
        status
        at
      }
      statusHistory {
        status
        at
        reason
      }
    }
  }
`);

const sources: Record<MessageSource, string> = {
  phone: "On the phone, or another device linked to it",
  dashboard: "In this dashboard",
  api: "By a program, through the API",
  ai: "By the AI",
};

function Facts({ message }: { message: DetailedMessage }) {
  const facts: [string, string][] = [];
  if (message.source) facts.push(["Written", sources[message.source]]);
  if (message.late) {
    facts.push(["Late", `It waited at WhatsApp until ${exactTime(message.createdAt)}.`]);
  }
  if (message.deletedAt) facts.push(["Deleted for everyone", exactTime(message.deletedAt)]);
  if (facts.length === 0) return null;
  return (
    <dl className="grid gap-2">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-sm font-medium text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Versions({ message }: { message: DetailedMessage }) {
  if (message.versions.length === 0) return null;
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium text-muted">Before it was edited</h3>
      <ol className="grid gap-2">
        {message.versions.map((version) => (
          <li key={version.at} className="rounded-lg border border-line bg-sunken px-3 py-2">
            <p className="whitespace-pre-wrap">{version.text}</p>
            <p className="mt-1 text-sm text-muted tabular">Until {exactTime(version.at)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Details({ message, trace }: { message: DetailedMessage; trace: ReactNode }) {
  const ids: [string, string][] = [
    ["Message id", message.id],
    ["WhatsApp's id", message.messageId],
    ["Conversation", message.chat],
    ["From", message.sender],
    ["To", message.recipient],
  ];
  return (
    <div className="grid gap-6">
      <section>
        <h3 className="mb-3 text-sm font-medium text-muted">What happened</h3>
        <Timeline message={message} />
        {message.errorCode && (
          <p className="mt-3 text-sm text-muted">
            Error code <code className="font-mono">{message.errorCode}</code>
          </p>
        )}
      </section>
      <Facts message={message} />
      {message.source === "ai" && <Suspense fallback={null}>{trace}</Suspense>}
      <Versions message={message} />
      <Participants message={message} />
      <section className="grid gap-3">
        {ids.map(([name, value]) => (
          <div key={name}>
            <h3 className="mb-1 text-sm font-medium text-muted">{name}</h3>
            <CopyField text={value} what={name} />
          </div>
        ))}
      </section>
    </div>
  );
}

// What a message waits for changes as the others go.
const planEvery = 5000;

type DrawerProps = {
  id: string | undefined;
  onClose: () => void;
  /** How an answer of the AI came about. */
  trace?: ReactNode;
};

/** Open while the address names a message. */
export function MessageDrawer({ id, onClose, trace }: DrawerProps) {
  const [{ data, error }, refetch] = useLiveQuery({
    query: MessageDetails,
    variables: { id: id ?? "" },
    pause: !id,
  });
  const message = data?.message;
  const waits = message?.status === "queued";
  const status = message?.status;
  // The live event tells the status alone.
  useEffect(() => {
    if (id && status) refetch();
  }, [id, status, refetch]);
  useEffect(() => {
    if (!id || !waits) return;
    const timer = setInterval(() => !document.hidden && refetch(), planEvery);
    return () => clearInterval(timer);
  }, [id, waits, refetch]);

  return (
    <Dialog
      shape="sheet"
      open={Boolean(id)}
      onOpenChange={(open) => !open && onClose()}
      title="Message"
    >
      {message ? (
        <Details message={message} trace={trace} />
      ) : error ? (
        <Failure {...describe(error)} onRetry={refetch} />
      ) : data ? (
        <p className="text-muted">This message does not exist any more.</p>
      ) : (
        <Loading what="the message">
          <div className="grid gap-3">
            <Skeleton className="h-5 w-40" />
            <Skeleton className="h-5 w-48" />
            <Skeleton className="h-11" />
          </div>
        </Loading>
      )}
    </Dialog>
  );
}
