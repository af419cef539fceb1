import { type FormEvent, useState } from "react";
import { parseNumber } from "@/lib/phone-number";
import { sandboxApi } from "@/lib/sandbox-api";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { act } from "./act";

type Props = { open: boolean; onClose: () => void; onCreated: () => void };

export function NewPhoneDialog({ open, onClose, onCreated }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const name = String(values.get("name")).trim();
    const typed = String(values.get("number")).trim();
    const number = typed ? parseNumber(typed) : null;
    if (typed && !number) return setError("Write the number with its country code.");
    setError(null);
    setBusy(true);
    const done = await act(
      sandboxApi.createPhone({ ...(name ? { name } : {}), ...(number ? { number } : {}) }),
    );
    setBusy(false);
    if (!done) return;
    onCreated();
    onClose();
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="New phone"
      description="A phone on the simulated network. Both fields may stay empty."
    >
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Name">
          {(wiring) => <Input {...wiring} name="name" autoComplete="off" placeholder="Anna" />}
        </Field>
        <Field label="Number" error={error}>
          {(wiring) => (
            <Input
              {...wiring}
              name="number"
              type="tel"
              autoComplete="off"
              placeholder="Any free number"
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy}>
            Create phone
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
