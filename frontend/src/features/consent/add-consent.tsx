import { type FormEvent, useState } from "react";
import type { ConsentState } from "@/gql/graphql";
import { describe, fieldError } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { toast } from "@/ui/toast";
import { stateWords, useSetConsent } from "./consent-data";

type Props = { accountId: string; open: boolean; onClose: () => void; onAdded: () => void };

/** Records what a contact has said outside of WhatsApp. */
export function AddConsent({ accountId, open, onClose, onAdded }: Props) {
  const [contact, setContact] = useState("");
  const [state, setState] = useState<ConsentState>("opted_out");
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const [setting, set] = useSetConsent();

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { error } = await set({ input: { accountId, contact, state, note: note || null } });
    if (error) {
      const of = fieldError(error);
      return setProblem({ field: of?.field ?? "contact", message: describe(error).message });
    }
    toast(state === "opted_out" ? "Nothing is sent to this contact any more." : "Recorded.");
    setContact("");
    setNote("");
    setProblem(null);
    onAdded();
    onClose();
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Add an entry"
      description="What a contact has said by phone, on a form or on paper."
    >
      <form onSubmit={submit} className="grid gap-4" noValidate>
        <Field
          label="Contact"
          hint="The number with its country code."
          error={problem?.field === "contact" ? problem.message : null}
        >
          {(wiring) => (
            <Input
              {...wiring}
              type="tel"
              autoComplete="off"
              value={contact}
              onChange={(event) => setContact(event.target.value)}
            />
          )}
        </Field>
        <Field label="What holds">
          {(wiring) => (
            <Select
              {...wiring}
              value={state}
              onChange={(event) => setState(event.target.value as ConsentState)}
            >
              <option value="opted_out">{stateWords.opted_out}</option>
              <option value="opted_in">{stateWords.opted_in}</option>
            </Select>
          )}
        </Field>
        <Field
          label="Note"
          hint="How it was said, such as a form's name."
          error={problem?.field === "note" ? problem.message : null}
        >
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            busy={setting.fetching}
            disabled={!contact.trim()}
          >
            Add the entry
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
