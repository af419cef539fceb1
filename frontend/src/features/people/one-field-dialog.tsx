import { type FormEvent, useState } from "react";
import type { CombinedError } from "urql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";

type Props = {
  title: string;
  description: string;
  label: string;
  placeholder?: string;
  action: string;
  open: boolean;
  onClose: () => void;
  /** Does it, and answers what went wrong. */
  onSubmit: (text: string) => Promise<CombinedError | undefined>;
};

/** A dialog that asks for one line, such as a link. */
export function OneFieldDialog(props: Props) {
  const { title, description, label, placeholder, action, open, onClose, onSubmit } = props;
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const error = await onSubmit(text.trim());
    setBusy(false);
    setProblem(error ? describe(error).message : null);
    if (!error) setText("");
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={title}
      description={description}
    >
      <form onSubmit={submit} noValidate>
        <Field label={label} error={problem}>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              placeholder={placeholder}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={busy} disabled={!text.trim()}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
