import type { ConsentState } from "@/gql/graphql";
import { problemOf } from "@/lib/problem";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { toast } from "@/ui/toast";
import { stateWords, useSetConsent } from "./consent-data";

type Props = { accountId: string; open: boolean; onClose: () => void; onAdded: () => void };

const optedOut: ConsentState = "opted_out";

/** Records what a contact has said outside of WhatsApp. */
export function AddConsent({ accountId, open, onClose, onAdded }: Props) {
  const [, set] = useSetConsent();
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title="Add an entry"
      description="What a contact has said by phone, on a form or on paper."
      action="Add the entry"
      start={{ contact: "", state: optedOut as string, note: "" }}
      ready={({ contact }) => contact.trim() !== ""}
      onSubmit={async ({ contact, state, note }) => {
        const { error } = await set({
          // One of the options below.
          input: { accountId, contact, state: state as ConsentState, note: note || null },
        });
        if (error) return problemOf(error, ["contact", "state", "note"]);
        toast(state === optedOut ? "Nothing is sent to this contact any more." : "Recorded.");
        onAdded();
        onClose();
      }}
    >
      {({ of, error }) => (
        <>
          <Field label="Contact" hint="The number with its country code." error={error("contact")}>
            {(wiring) => <Input {...wiring} {...of("contact")} type="tel" autoComplete="off" />}
          </Field>
          <Field label="What holds" error={error("state")}>
            {(wiring) => (
              <Select {...wiring} {...of("state")}>
                <option value="opted_out">{stateWords.opted_out}</option>
                <option value="opted_in">{stateWords.opted_in}</option>
              </Select>
            )}
          </Field>
          <Field label="Note" hint="How it was said, such as a form's name." error={error("note")}>
            {(wiring) => <Input {...wiring} {...of("note")} autoComplete="off" maxLength={500} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
