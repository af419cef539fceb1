import { useQuery } from "urql";
import { graphql } from "@/gql";
import type { MessageDetailsQuery } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { exactTime } from "@/lib/format";
import { statusWords } from "@/lib/message-status";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { Ticks } from "./ticks";

const MessageDetails = graphql(`
  query MessageDetails($id: ID!) {
    message(id: $id) {
      id
      messageId
      chat
      sender
      recipient
      type
      status
      error
      errorCode
      timestamp
      statusHistory {
        status
        at
        reason
      }
    }
  }
`);

type Message = NonNullable<MessageDetailsQuery["message"]>;

function Timeline({ history }: { history: Message["statusHistory"] }) {
  return (
    <ol className="grid gap-3 border-s-2 border-line ps-4">
      {history.map((change) => (
        <li key={`${change.status}-${change.at}`} className="relative">
          <span
            aria-hidden="true"
            className="absolute -start-[1.375rem] top-2 size-2.5 rounded-full bg-accent"
          />
          <p className="flex items-center gap-1.5 font-medium">
            {statusWords(change.status)}
            <span aria-hidden="true">
              <Ticks status={change.status} />
            </span>
          </p>
          <p className="text-sm text-muted tabular">{exactTime(change.at)}</p>
          {change.reason && <p className="text-sm">{change.reason}</p>}
        </li>
      ))}
    </ol>
  );
}

function Details({ message }: { message: Message }) {
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
        <Timeline history={message.statusHistory} />
        {message.errorCode && (
          <p className="mt-3 text-sm text-muted">
            Error code <code className="font-mono">{message.errorCode}</code>
          </p>
        )}
      </section>
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

/** Open while the address names a message. */
export function MessageDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const [{ data, error }, refetch] = useQuery({
    query: MessageDetails,
    variables: { id: id ?? "" },
    pause: !id,
  });
  const message = data?.message;
  return (
    <Dialog
      shape="sheet"
      open={Boolean(id)}
      onOpenChange={(open) => !open && onClose()}
      title="Message"
    >
      {message ? (
        <Details message={message} />
      ) : error ? (
        <Failure {...describe(error)} onRetry={() => refetch({ requestPolicy: "network-only" })} />
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
