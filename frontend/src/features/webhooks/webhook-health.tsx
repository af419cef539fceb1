import type { WebhookLineFragment } from "@/gql/graphql";
import { exactTime, integer } from "@/lib/format";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Notice } from "@/ui/notice";
import { RelativeTime } from "@/ui/relative-time";
import { useActive } from "./webhook-actions";
import { milliseconds, percent } from "./webhooks-data";

type Props = { webhook: WebhookLineFragment };

/** What keeps a webhook from delivering, with the way back. */
export function WebhookNotice({ webhook }: Props) {
  const { set, busy } = useActive(webhook);
  const turnOn = (
    <Button size="sm" variant="primary" busy={busy} onClick={() => set(true)}>
      Turn on again
    </Button>
  );
  if (webhook.status === "disabled") {
    return (
      <Notice tone="bad" title="This webhook was turned off by itself." action={turnOn}>
        {webhook.disabledText}
        {webhook.disabledAt && (
          <>
            {" "}
            That was <RelativeTime iso={webhook.disabledAt} />.
          </>
        )}
      </Notice>
    );
  }
  if (webhook.status === "paused") {
    return (
      <Notice tone="warn" title="This webhook is paused." action={turnOn}>
        Nothing is delivered while it is off.
      </Notice>
    );
  }
  if (webhook.status === "open") {
    return (
      <Notice
        tone="bad"
        title="The receiver does not answer: only single probes are sent."
        action={
          <Button size="sm" busy={busy} onClick={() => set(true)}>
            Try all now
          </Button>
        }
      >
        {webhook.lastError} Nothing is lost: what waits goes out when a probe gets through.
        {webhook.openUntil && (
          <>
            {" "}
            Next probe: <RelativeTime iso={webhook.openUntil} />.
          </>
        )}
      </Notice>
    );
  }
  if (webhook.status === "failing") {
    return (
      <Notice tone="warn" title="The last attempt failed.">
        {webhook.lastError}
        {webhook.failingSince && (
          <>
            {" "}
            Failing since <RelativeTime iso={webhook.failingSince} />, {integer(webhook.failures)}{" "}
            in a row.
          </>
        )}
      </Notice>
    );
  }
  return null;
}

/** How a webhook did in the last 24 hours. */
export function WebhookHealth({ webhook }: Props) {
  const { health } = webhook;
  const facts: [string, React.ReactNode][] = [
    ["Success", percent(health.successRate)],
    ["Half within", milliseconds(health.p50Ms)],
    ["95 % within", milliseconds(health.p95Ms)],
    ["Waiting", integer(health.waiting)],
    ["Given up", integer(health.deadLetters)],
    [
      "Last success",
      webhook.lastSuccessAt ? <RelativeTime key="ok" iso={webhook.lastSuccessAt} /> : "Never",
    ],
    [
      "Last failure",
      webhook.lastFailureAt ? <RelativeTime key="bad" iso={webhook.lastFailureAt} /> : "Never",
    ],
  ];
  return (
    <Card>
      <h2 className="sr-only">The last 24 hours</h2>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl bg-line sm:grid-cols-4 xl:grid-cols-7">
        {facts.map(([name, value]) => (
          <div key={name} className="bg-surface px-4 py-3 last:col-span-2 xl:last:col-span-1">
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="font-semibold tabular">{value}</dd>
          </div>
        ))}
      </dl>
      {webhook.oldSecretUntil && (
        <p className="border-t border-line px-4 py-2 text-sm text-muted">
          Deliveries carry the old secret's signature too, until {exactTime(webhook.oldSecretUntil)}
          .
        </p>
      )}
    </Card>
  );
}
