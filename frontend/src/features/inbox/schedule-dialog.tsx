import { type FormEvent, useEffect, useState } from "react";
import { useQuery } from "urql";
import { graphql } from "@/gql";
import type { Priority } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { planWords } from "@/lib/send-plan";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { browserZone, type Schedule, zones } from "./schedule";

const WouldGo = graphql(`
  query InboxSendPlan($input: SendPlanInput!) {
    sendPlan(input: $input) {
      at
      reason
      text
      ahead
    }
  }
`);

// Long enough not to ask for each digit.
const pause = 400;

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

type Props = {
  accountId: string;
  to: string;
  text: string;
  onClose: () => void;
  onDone: (schedule: Schedule | null) => void;
};

/** When the next message goes and how urgent it is, with what would become of it. */
export function ScheduleDialog({ accountId, to, text, onClose, onDone }: Props) {
  const [sendAt, setSendAt] = useState("");
  const [timeZone, setTimeZone] = useState(browserZone);
  const [priority, setPriority] = useState<Priority | "">("");
  const input = {
    ...(sendAt ? { sendAt, timeZone } : {}),
    ...(priority ? { priority } : {}),
  };
  const settled = useSettled(JSON.stringify(input));
  const [{ data, error, fetching }] = useQuery({
    query: WouldGo,
    variables: {
      // Without a text yet, any does: when it goes hardly depends on it.
      input: {
        accountId,
        to,
        text: text.trim() || "…",
        allowDuplicate: true,
        ...JSON.parse(settled),
      },
    },
    requestPolicy: "network-only",
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    onDone(sendAt || priority ? { input } : null);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Schedule"
      description="The message waits in the outbox until then, and can be cancelled there and here."
    >
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Send at" hint="Empty: at once.">
            {(wiring) => (
              <Input
                {...wiring}
                type="datetime-local"
                value={sendAt}
                onChange={(event) => setSendAt(event.target.value)}
              />
            )}
          </Field>
          <Field label="Time zone">
            {(wiring) => (
              <Select
                {...wiring}
                value={timeZone}
                onChange={(event) => setTimeZone(event.target.value)}
              >
                {zones().map((zone) => (
                  <option key={zone}>{zone}</option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Field label="Priority">
          {(wiring) => (
            <Select
              {...wiring}
              value={priority}
              onChange={(event) => setPriority(event.target.value as Priority | "")}
            >
              <option value="">As usual: answers before the rest</option>
              <option value="reply">Answer: before all others</option>
              <option value="transactional">Transactional: codes, receipts, appointments</option>
              <option value="bulk">Bulk: after all others</option>
            </Select>
          )}
        </Field>
        <p role="status" className="min-h-6 text-sm text-muted">
          {error
            ? describe(error).message
            : data && !fetching
              ? planWords(data.sendPlan)
              : "Asking when it would go …"}
        </p>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Use this
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
