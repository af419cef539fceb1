import { useState } from "react";
import type { CheckNumbersMutation } from "@/gql/graphql";
import { formatNumber } from "@/lib/phone-number";
import { problemOf } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Field, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
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
  const [checked, setChecked] = useState<readonly Checked[] | null>(null);
  const [, check] = useCheckNumbers();
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title="Check numbers"
      description="Asks WhatsApp who of them is there. Nobody is written to, and nobody notices."
      action="Check"
      cancel="Close"
      start={{ numbers: "" }}
      keeps
      ready={({ numbers }) => listOf(numbers).length > 0}
      onSubmit={async ({ numbers }) => {
        const { data, error } = await check({ accountId, numbers: listOf(numbers) });
        setChecked(data?.checkNumbers ?? null);
        return problemOf(error, ["numbers"]);
      }}
    >
      {({ of, error }) => (
        <>
          <Field
            label="Numbers"
            hint="With country code, one a line; at most 50 at once and 200 new ones an hour."
            error={error("numbers")}
          >
            {(wiring) => <Textarea {...wiring} {...of("numbers")} rows={4} />}
          </Field>
          {checked && (
            <ul aria-label="Result" className="divide-y divide-line border-y border-line">
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
        </>
      )}
    </FormDialog>
  );
}
