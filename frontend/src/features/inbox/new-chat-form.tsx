import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useForm } from "react-hook-form";
import { useClient } from "urql";
import * as z from "zod/mini";
import type { AccountLineFragment } from "@/gql/graphql";
import { describe, fieldError } from "@/lib/errors";
import { randomKey } from "@/lib/ids";
import { formatNumber, parseNumber } from "@/lib/phone-number";
import { Button } from "@/ui/button";
import { DialogActions } from "@/ui/dialog";
import { Field, Input, Textarea } from "@/ui/field";
import { send } from "./pending";

const schema = z.object({
  to: z
    .string()
    .check(
      z.refine(
        (text) => parseNumber(text) !== null || /@(s\.whatsapp\.net|g\.us|lid)$/.test(text),
        "Write the number with its country code.",
      ),
    ),
  text: z.string().check(z.trim(), z.minLength(1, "Write something.")),
});

type FormProps = { account: AccountLineFragment; onDone: () => void };

export function NewChatForm({ account, onDone }: FormProps) {
  const client = useClient();
  const navigate = useNavigate();
  // One key for this dialog: pressing again after an error cannot send twice.
  const key = useRef(randomKey());
  const { register, handleSubmit, setError, formState } = useForm({
    resolver: standardSchemaResolver(schema),
    defaultValues: {
      to: account.phoneNumber ? formatNumber(account.phoneNumber) : "",
      text: "Hello from Switchboard",
    },
  });
  const { errors, isSubmitting } = formState;

  const submit = handleSubmit(async ({ to, text }) => {
    const result = await send(client, { accountId: account.id, to, text, file: null }, key.current);
    if ("error" in result) {
      const problem = fieldError(result.error);
      const field = problem?.field === "text" ? "text" : "to";
      // Another content needs another key.
      key.current = randomKey();
      return setError(field, { message: describe(result.error).message });
    }
    onDone();
    await navigate({
      to: "/inbox/$accountId/$chatId",
      params: { accountId: account.id, chatId: result.chatId },
    });
  });

  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field
        label="To"
        hint={
          account.phoneNumber
            ? "Your own number is a safe first try."
            : "With country code, such as +49 151 12345678."
        }
        error={errors.to?.message}
      >
        {(wiring) => (
          <Input
            {...wiring}
            {...register("to")}
            type="tel"
            autoComplete="off"
            onFocus={(event) => event.target.select()}
          />
        )}
      </Field>
      <Field label="Message" error={errors.text?.message}>
        {(wiring) => <Textarea {...wiring} {...register("text")} rows={3} />}
      </Field>
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" busy={isSubmitting}>
          Send
        </Button>
      </DialogActions>
    </form>
  );
}
