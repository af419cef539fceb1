import { useState } from "react";
import type { WebhookLineFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { integer } from "@/lib/format";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { toast } from "@/ui/toast";
import { useReplayEvents, useReplayFailed } from "./deliveries-data";

type Props = { webhook: WebhookLineFragment; open: boolean; onClose: () => void };

const day = 86_400_000;

/** A moment as a `datetime-local` input has it: where the browser is, to the minute. */
export function localInput(time: number): string {
  const shifted = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

const iso = (local: string) => new Date(local).toISOString();
const counted = (count: number) =>
  count === 1 ? "1 delivery waits now." : `${integer(count)} deliveries wait now.`;

/** All that failed since a time is sent again: after a receiver was repaired. */
export function ReplayFailedDialog({ webhook, open, onClose }: Props) {
  const [since, setSince] = useState(() =>
    localInput(webhook.failingSince ? Date.parse(webhook.failingSince) : Date.now() - day),
  );
  const [replaying, replay] = useReplayFailed();

  async function start() {
    const { data, error } = await replay({ webhookId: webhook.id, since: iso(since) });
    if (error) return toast(describe(error).message, "bad");
    onClose();
    toast(counted(data?.replayFailedDeliveries.count ?? 0));
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Resend all that failed?"
      description={`What was given up is sent again, and what waits for another attempt goes at once. ${integer(webhook.health.deadLetters)} given up, ${integer(webhook.health.waiting)} waiting.`}
    >
      <Field label="Since">
        {(wiring) => (
          <Input
            {...wiring}
            type="datetime-local"
            value={since}
            onChange={(event) => setSince(event.target.value)}
          />
        )}
      </Field>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" busy={replaying.fetching} disabled={!since} onClick={start}>
          Resend them
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Past events are sent once more, also those that were delivered. */
export function ReplayEventsDialog({ webhook, open, onClose }: Props) {
  const [since, setSince] = useState(() => localInput(Date.now() - day));
  const [until, setUntil] = useState("");
  const [found, setFound] = useState<number | null>(null);
  const [replaying, replay] = useReplayEvents();

  async function start() {
    const dryRun = found === null;
    const { data, error } = await replay({
      input: {
        webhookId: webhook.id,
        since: iso(since),
        ...(until ? { until: iso(until) } : {}),
        dryRun,
      },
    });
    if (error) return toast(describe(error).message, "bad");
    if (dryRun) return setFound(data?.replayEvents.count ?? 0);
    setFound(null);
    onClose();
    toast(counted(data?.replayEvents.count ?? 0));
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (next) return;
        setFound(null);
        onClose();
      }}
      title="Replay past events?"
      description="Every event of this time that the webhook wants is sent once more, also what was delivered. They carry their old ids, so that a receiver can tell. Events are kept for 7 days."
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="From">
          {(wiring) => (
            <Input
              {...wiring}
              type="datetime-local"
              value={since}
              onChange={(event) => {
                setSince(event.target.value);
                setFound(null);
              }}
            />
          )}
        </Field>
        <Field label="Until" hint="Empty: until now.">
          {(wiring) => (
            <Input
              {...wiring}
              type="datetime-local"
              value={until}
              onChange={(event) => {
                setUntil(event.target.value);
                setFound(null);
              }}
            />
          )}
        </Field>
      </div>
      <p role="status" className="mt-3 text-sm text-muted">
        {found !== null &&
          (found === 1 ? "1 event is of this time." : `${integer(found)} events are of this time.`)}
      </p>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          busy={replaying.fetching}
          disabled={!since || found === 0}
          onClick={start}
        >
          {found === null ? "Count them" : "Replay them"}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
