import { parseNumber } from "@/lib/phone-number";
import { messageOf, sandboxApi } from "@/lib/sandbox-api";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

type Props = { open: boolean; onClose: () => void; onCreated: () => void };

export function NewPhoneDialog({ open, onClose, onCreated }: Props) {
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title="New phone"
      description="A phone on the simulated network. Both fields may stay empty."
      action="Create phone"
      start={{ name: "", number: "" }}
      onSubmit={async (values) => {
        const name = values.name.trim();
        const typed = values.number.trim();
        const number = typed ? parseNumber(typed) : null;
        if (typed && !number) {
          return { field: "number", message: "Write the number with its country code." };
        }
        try {
          await sandboxApi.createPhone({ ...(name && { name }), ...(number && { number }) });
        } catch (error) {
          return { field: "number", message: messageOf(error) };
        }
        onCreated();
        onClose();
      }}
    >
      {({ of, error }) => (
        <>
          <Field label="Name">
            {(wiring) => (
              <Input {...wiring} {...of("name")} autoComplete="off" placeholder="Anna" />
            )}
          </Field>
          <Field label="Number" error={error("number")}>
            {(wiring) => (
              <Input
                {...wiring}
                {...of("number")}
                type="tel"
                autoComplete="off"
                placeholder="Any free number"
              />
            )}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
