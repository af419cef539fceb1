import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import * as z from "zod/mini";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { CopyField } from "@/ui/copy";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { CreateToken } from "./tokens-data";

const schema = z.object({
  name: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Say what the token is for."),
      z.maxLength(100, "At most 100 characters."),
    ),
});

function Form({
  onCreated,
  onCancel,
}: {
  onCreated: (token: string) => void;
  onCancel: () => void;
}) {
  const [creating, create] = useMutation(CreateToken);
  const { register, handleSubmit, setError, formState } = useForm({
    resolver: standardSchemaResolver(schema),
    defaultValues: { name: "" },
  });
  const submit = handleSubmit(async ({ name }) => {
    const { data, error } = await create({ name });
    if (error) return setError("name", { message: describe(error).message });
    if (data) onCreated(data.createApiToken.token);
  });
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label="What is it for?"
        hint="Such as “Nightly report”."
        error={formState.errors.name?.message}
      >
        {(wiring) => <Input {...wiring} {...register("name")} autoComplete="off" />}
      </Field>
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={creating.fetching}>
          Create token
        </Button>
      </DialogActions>
    </form>
  );
}

export function CreateTokenDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [token, setToken] = useState<string | null>(null);
  const close = () => {
    setToken(null);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={token ? "Copy the token now" : "New admin API token"}
      description={
        token
          ? "It is stored hashed and not shown again."
          : "It may do all that you may, for every account."
      }
    >
      {token ? (
        <>
          <CopyField text={token} what="token" />
          <DialogActions>
            <Button variant="primary" onClick={close}>
              I have copied it
            </Button>
          </DialogActions>
        </>
      ) : (
        <Form onCreated={setToken} onCancel={close} />
      )}
    </Dialog>
  );
}
