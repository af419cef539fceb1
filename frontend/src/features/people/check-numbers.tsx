import { type FormEvent, useState } from "react";
import type { CheckNumbersMutation } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { formatNumber } from "@/lib/phone-number";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Textarea } from "@/ui/field";
import { Status } from "@/ui/status";
import { useCheckNumbers } from "./contacts-data";
import { addressOf, listOf } from "./people";

type Checked = CheckNumbersMutation["checkNumbers"][number];

type Props = {
  accountId: string;
  open: boolean;
  onClose: () => void;
  onOpen: (contact: string) => void;
};

/** Asks which numbers are on WhatsApp, without writing to anybody. */
export function CheckNumbers({ accountId, open, onClose, onOpen }: Props) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [checked, setChecked] = useState<readonly Checked[] | null>(null);
  const [checking, check] = useCheckNumbers();
  const numbers = listOf(text);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await check({ accountId, numbers });
    setProblem(error ? describe(error).message : null);
    setChecked(data?.checkNumbers ?? null);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Check numbers"
      description="Asks WhatsApp who of them is there. Nobody is written to, and nobody notices."
    >
      <form onSubmit={submit} noValidate>
        <Field
          label="Numbers"
          hint="With country code, one a line; at most 50 at once and 200 new ones an hour."
          error={problem}
        >
          {(wiring) => (
            <Textarea
              {...wiring}
              rows={4}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {checked && (
          <ul aria-label="Result" className="mt-4 divide-y divide-line border-y border-line">
            {checked.map(({ number, onWhatsApp, contact }) => (
              <li key={number} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
                <span className="min-w-0 flex-1 tabular">{formatNumber(number)}</span>
                <Status
                  tone={onWhatsApp ? "ok" : "neutral"}
                  word={onWhatsApp ? "On WhatsApp" : "Not on WhatsApp"}
                />
                {contact && (
                  <Button
                    size="sm"
                    aria-label={`Open ${formatNumber(number)}`}
                    onClick={() => onOpen(addressOf(contact))}
                  >
                    Open
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
          <Button
            type="submit"
            variant="primary"
            busy={checking.fetching}
            disabled={numbers.length === 0}
          >
            Check
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
