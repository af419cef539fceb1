import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { randomKey } from "@/lib/ids";
import { problemOf } from "@/lib/problem";
import { Field, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
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
export function WriteDialog({ accountId, to, onClose, ...dialog }: Props) {
  const [, write] = useWriteText();
  const navigate = useNavigate();
  // One key for one text: pressing again after an error cannot send twice.
  const keyed = useRef({ text: "", key: "" });

  return (
    <FormDialog
      {...dialog}
      onClose={onClose}
      start={{ text: "" }}
      ready={({ text }) => text.trim() !== ""}
      onSubmit={async ({ text }) => {
        if (keyed.current.text !== text) keyed.current = { text, key: randomKey() };
        const { data, error } = await write({
          input: { accountId, to, text, idempotencyKey: keyed.current.key },
        });
        if (!data) return problemOf(error, ["text"]);
        keyed.current = { text: "", key: "" };
        const { chatId } = data.sendMessage.message;
        onClose();
        toast("On its way.", "ok", {
          label: "Open the conversation",
          run: () =>
            void navigate({ to: "/inbox/$accountId/$chatId", params: { accountId, chatId } }),
        });
      }}
    >
      {({ of, error }) => (
        <Field label="Text" error={error("text")}>
          {(wiring) => <Textarea {...wiring} {...of("text")} rows={4} />}
        </Field>
      )}
    </FormDialog>
  );
}
