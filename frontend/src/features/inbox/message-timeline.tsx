import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { MessageDetailsQuery, MessageStatus } from "@/gql/graphql";
import { exactTime } from "@/lib/format";
import { statusWords } from "@/lib/message-status";
import { formatNumber } from "@/lib/phone-number";
import { planTime } from "@/lib/send-plan";
import { Button } from "@/ui/button";
import { useCancelMessage } from "./cancel-message";
import { Ticks } from "./ticks";

export type DetailedMessage = NonNullable<MessageDetailsQuery["message"]>;

type StepProps = { title: ReactNode; now?: boolean; bad?: boolean; children: ReactNode };

function Step({ title, now, bad, children }: StepProps) {
  return (
    <li className="relative">
      <span
        aria-hidden="true"
        className={clsx(
          "absolute -start-[1.375rem] top-2 size-2.5 rounded-full",
          now ? "border-2 border-accent bg-surface" : bad ? "bg-bad" : "bg-accent",
        )}
      />
      <p className="flex items-center gap-1.5 font-medium">{title}</p>
      {children}
    </li>
  );
}

function Waiting({ message }: { message: DetailedMessage }) {
  const { cancel, cancelling } = useCancelMessage();
  const { plan } = message;
  if (!plan) return null;
  return (
    <Step now title={plan.at ? `Goes ${planTime(plan.at)}` : "Nobody knows when it goes"}>
      {plan.at && <p className="text-sm text-muted tabular">{exactTime(plan.at)}</p>}
      <p className="text-sm">{plan.text}</p>
      {plan.ahead > 0 && (
        <p className="text-sm text-muted">
          {plan.ahead === 1 ? "1 message goes" : `${plan.ahead} messages go`} before it.
        </p>
      )}
      {plan.expiresAt && (
        <p className="text-sm text-muted">Given up at {exactTime(plan.expiresAt)}.</p>
      )}
      {message.status === "queued" && (
        <Button
          size="sm"
          variant="danger"
          className="mt-2"
          busy={cancelling}
          onClick={() => cancel(message.id)}
        >
          Cancel the message
        </Button>
      )}
    </Step>
  );
}

/** Everything that happened to a message, and what it waits for. */
export function Timeline({ message }: { message: DetailedMessage }) {
  return (
    <ol className="grid gap-3 border-s-2 border-line ps-4">
      {message.statusHistory.map((change) => (
        <Step
          key={`${change.status}-${change.at}`}
          bad={change.status === "failed"}
          title={
            <>
              {statusWords(change.status)}
              <span aria-hidden="true">
                <Ticks status={change.status} />
              </span>
            </>
          }
        >
          <p className="text-sm text-muted tabular">{exactTime(change.at)}</p>
          {change.reason && <p className="text-sm">{change.reason}</p>}
        </Step>
      ))}
      <Waiting message={message} />
    </ol>
  );
}

const order: readonly MessageStatus[] = ["played", "read", "delivered", "sent"];

/** How far a message is with each member of a group that has confirmed anything. */
export function Participants({ message }: { message: DetailedMessage }) {
  const groups = order
    .map((status) => ({
      status,
      people: message.participants.filter((person) => person.status === status),
    }))
    .filter(({ people }) => people.length > 0);
  if (groups.length === 0) return null;
  return (
    <section className="grid gap-3">
      {groups.map(({ status, people }) => (
        <div key={status}>
          <h3 className="mb-1 flex items-center gap-1.5 text-sm font-medium text-muted">
            {statusWords(status)} by {people.length}
            <span aria-hidden="true">
              <Ticks status={status} />
            </span>
          </h3>
          <ul className="divide-y divide-line rounded-lg border border-line">
            {people.map(({ participant, at }) => (
              <li key={participant} className="flex justify-between gap-3 px-3 py-2">
                <span className="truncate tabular">{formatNumber(participant)}</span>
                <span className="shrink-0 text-sm text-muted tabular">{exactTime(at)}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
