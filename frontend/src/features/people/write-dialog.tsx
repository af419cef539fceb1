import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { describe } from "@/lib/errors";
import { randomKey } from "@/lib/ids";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Textarea } from "@/ui/field";
import { toast } from "@/ui/toast";
import { useWriteText } from "./people-data";

type Props = {
  accountId: string;
  to: string;
  title: string;
  description: string;
  /** What the button does, such as "Send". */
  action: string;
  open: boolean;
  onClose: () => void;
};

/** Writes a text to somebody, or posts one, and opens the conversation that it is in. */
export function WriteDialog({ accountId, to, title, description, action, open, onClose }: Props) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [writing, write] = useWriteText();
  const navigate = useNavigate();
  // One key for one text: pressing again after an error cannot send twice.
  const key = useRef(randomKey());

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await write({
      input: { accountId, to, text, idempotencyKey: key.current },
    });
    if (error || !data) {
      return setProblem(error ? describe(error).message : null);
    }
    key.current = randomKey();
    const { chatId } = data.sendMessage.message;
    setText("");
    setProblem(null);
    onClose();
    toast("On its way.", "ok", {
      label: "Open the conversation",
      run: () => void navigate({ to: "/inbox/$accountId/$chatId", params: { accountId, chatId } }),
    });
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={title}
      description={description}
    >
      <form onSubmit={submit} noValidate>
        <Field label="Text" error={problem}>
          {(wiring) => (
            <Textarea
              {...wiring}
              rows={4}
              value={text}
              onChange={(event) => {
                key.current = randomKey();
                setText(event.target.value);
              }}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={writing.fetching} disabled={!text.trim()}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
