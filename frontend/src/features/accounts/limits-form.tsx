import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import * as z from "zod/mini";
import type { LimitsInput } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { toast } from "@/ui/toast";
import { UpdateAccount } from "./account-page-data";

const count = z
  .string()
  .check(z.regex(/^\d{1,7}$/, "Write a whole number; 0 turns this limit off."));

const schema = z.object({
  minIntervalMs: count,
  randomDelayMs: count,
  maxPerHour: count,
  maxPerDay: count,
  typingDelayMs: count,
});

type Name = keyof z.infer<typeof schema>;
type Limits = Record<Name, number>;

const fields: readonly { name: Name; label: string; hint: string }[] = [
  { name: "minIntervalMs", label: "Time between messages (ms)", hint: "At least this long." },
  { name: "randomDelayMs", label: "Random extra time (ms)", hint: "Up to this much on top." },
  { name: "typingDelayMs", label: "Typing shown for (ms)", hint: "For a text of usual length." },
  { name: "maxPerHour", label: "Most per hour", hint: "In any 60 minutes." },
  { name: "maxPerDay", label: "Most per day", hint: "In any 24 hours." },
];

const names = fields.map((field) => field.name);
const texts = (limits: Limits) =>
  Object.fromEntries(names.map((name) => [name, String(limits[name])])) as Record<Name, string>;

export function LimitsForm({ id, limits }: { id: string; limits: Limits }) {
  const [updating, update] = useMutation(UpdateAccount);
  const { register, handleSubmit, formState, reset } = useForm({
    resolver: standardSchemaResolver(schema),
    defaultValues: texts(limits),
  });
  const { dirtyFields, errors, isDirty } = formState;

  // Also after the defaults were taken, whose numbers only the server knows.
  useEffect(() => {
    if (!isDirty) reset(texts(limits));
  }, [limits, isDirty, reset]);

  async function save(input: LimitsInput, said: string) {
    const { error } = await update({ input: { id, limits: input } });
    if (error) return toast(describe(error).message, "bad");
    toast(said);
    reset(undefined, { keepValues: true });
  }

  const submit = handleSubmit((values) => {
    // Only what was changed: the rest goes on following the server's defaults.
    const changed = names.filter((name) => dirtyFields[name]);
    return save(
      Object.fromEntries(changed.map((name) => [name, Number(values[name])])),
      "Limits saved.",
    );
  });

  const takeDefaults = async () => {
    await save(Object.fromEntries(names.map((name) => [name, null])), "The defaults are back.");
  };

  return (
    <form onSubmit={submit} className="grid gap-4 px-5 pb-5" noValidate>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {fields.map(({ name, label, hint }) => (
          <Field key={name} label={label} hint={hint} error={errors[name]?.message}>
            {(wiring) => (
              <Input {...wiring} {...register(name)} inputMode="numeric" className="tabular" />
            )}
          </Field>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={updating.fetching} disabled={!isDirty}>
          Save limits
        </Button>
        <Button variant="ghost" onClick={takeDefaults} disabled={updating.fetching}>
          Use the server's defaults
        </Button>
      </div>
    </form>
  );
}
