import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import * as z from "zod/mini";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { toast } from "@/ui/toast";
import { UpdateAccount } from "./account-page-data";

const schema = z.object({
  name: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Give the account a name."),
      z.maxLength(255, "At most 255 characters."),
    ),
  description: z.string().check(z.trim(), z.maxLength(1000, "At most 1000 characters.")),
});

export function RenameForm({
  id,
  name,
  description,
}: {
  id: string;
  name: string;
  description: string;
}) {
  const [updating, update] = useMutation(UpdateAccount);
  const { register, handleSubmit, formState, reset } = useForm({
    resolver: standardSchemaResolver(schema),
    defaultValues: { name, description },
  });
  const submit = handleSubmit(async (values) => {
    const { error } = await update({ input: { id, ...values } });
    if (error) return toast(describe(error).message, "bad");
    reset(values);
    toast("Saved.");
  });
  return (
    <form onSubmit={submit} className="grid gap-4 px-5 pb-5" noValidate>
      <Field label="Name" error={formState.errors.name?.message}>
        {(wiring) => <Input {...wiring} {...register("name")} autoComplete="off" />}
      </Field>
      <Field label="Description" error={formState.errors.description?.message}>
        {(wiring) => <Input {...wiring} {...register("description")} autoComplete="off" />}
      </Field>
      <div>
        <Button type="submit" busy={updating.fetching} disabled={!formState.isDirty}>
          Save
        </Button>
      </div>
    </form>
  );
}
