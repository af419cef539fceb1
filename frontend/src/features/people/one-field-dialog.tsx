import type { CombinedError } from "urql";
import { problemOf } from "@/lib/problem";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

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
export function OneFieldDialog({ label, placeholder, onSubmit, ...dialog }: Props) {
  return (
    <FormDialog
      {...dialog}
      start={{ text: "" }}
      ready={({ text }) => text.trim() !== ""}
      onSubmit={async ({ text }) => problemOf(await onSubmit(text.trim()), ["text"])}
    >
      {({ of, error }) => (
        <Field label={label} error={error("text")}>
          {(wiring) => (
            <Input {...wiring} {...of("text")} autoComplete="off" placeholder={placeholder} />
          )}
        </Field>
      )}
    </FormDialog>
  );
}
