import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { type ReactNode, useEffect } from "react";
import { type FieldErrors, type UseFormRegister, useForm } from "react-hook-form";
import { useMutation } from "urql";
import type { LimitsInput } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Field, Input, Textarea } from "@/ui/field";
import { toast } from "@/ui/toast";
import { UpdateAccount } from "./account-page-data";
import {
  type counts,
  inputOf,
  isOwn,
  type Limits,
  type Name,
  type Overrides,
  schema,
  type Values,
  valuesOf,
} from "./limits";

type Count = { name: (typeof counts)[number]; label: string; hint: string };

const pace: readonly Count[] = [
  { name: "minIntervalMs", label: "Time between messages (ms)", hint: "At least this long." },
  { name: "randomDelayMs", label: "Random extra time (ms)", hint: "Up to this much on top." },
  { name: "typingDelayMs", label: "Typing shown for (ms)", hint: "For a text of usual length." },
  { name: "maxPerHour", label: "Most per hour", hint: "In any 60 minutes." },
  { name: "maxPerDay", label: "Most per day", hint: "In any 24 hours." },
];

const strangers: readonly Count[] = [
  {
    name: "maxNewPerDay",
    label: "New contacts per day",
    hint: "Contacts written to for the first time in any 24 hours. Answers do not count.",
  },
  {
    name: "maxSameTextPerDay",
    label: "Same text per day",
    hint: "How often one text goes out in any 24 hours.",
  },
  {
    name: "warmUpDays",
    label: "Warm-up (days)",
    hint: "Over which the limits of a newly linked number grow.",
  },
];

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-4 border-t border-line pt-4">
      <legend className="float-start font-medium">{title}</legend>
      {children}
    </fieldset>
  );
}

type OwnProps = {
  overrides: Overrides;
  names: Name[];
  what: string;
  onDefault: (names: Name[]) => void;
};

/** Whose a setting is, and the way back to the server's. */
function Whose({ overrides, names, what, onDefault }: OwnProps) {
  if (!isOwn(overrides, ...names)) {
    return <span className="text-sm text-muted">The server's default</span>;
  }
  return (
    <span className="flex items-center gap-2 text-sm">
      <span className="font-medium text-accent-ink">Own value</span>
      <button
        type="button"
        onClick={() => onDefault(names)}
        aria-label={`Use the server's default for: ${what}`}
        className="min-h-6 rounded text-muted underline hover:text-ink"
      >
        Use the default
      </button>
    </span>
  );
}

type CountsProps = {
  fields: readonly Count[];
  register: UseFormRegister<Values>;
  errors: FieldErrors<Values>;
} & Omit<OwnProps, "names" | "what">;

function Counts({ fields, register, errors, ...own }: CountsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {fields.map(({ name, label, hint }) => (
        <div key={name} className="grid content-start gap-1">
          <Field label={label} hint={hint} error={errors[name]?.message ?? null}>
            {(wiring) => (
              <Input {...wiring} {...register(name)} inputMode="numeric" className="tabular" />
            )}
          </Field>
          <Whose {...own} names={[name]} what={label} />
        </div>
      ))}
    </div>
  );
}

type Props = { id: string; limits: Limits; overrides: Overrides };

export function LimitsForm({ id, limits, overrides }: Props) {
  const [updating, update] = useMutation(UpdateAccount);
  const { register, handleSubmit, formState, reset } = useForm({
    resolver: standardSchemaResolver(schema),
    defaultValues: valuesOf(limits, overrides),
  });
  const { dirtyFields, errors, isDirty } = formState;

  // Also after a default was taken, whose value only the server knows.
  useEffect(() => {
    reset(valuesOf(limits, overrides), { keepDirtyValues: true });
  }, [limits, overrides, reset]);

  async function save(input: LimitsInput, said: string) {
    const { error } = await update({ input: { id, limits: input } });
    if (error) {
      toast(describe(error).message, "bad");
      return false;
    }
    toast(said);
    return true;
  }

  const submit = handleSubmit(async (values) => {
    if (await save(inputOf(values, dirtyFields), "Limits saved.")) reset(values);
  });

  const onDefault = (names: Name[]) =>
    save(Object.fromEntries(names.map((name) => [name, null])), "The default is back.");

  const own = { overrides, onDefault };
  const numbers = { register, errors, ...own };
  return (
    <form onSubmit={submit} className="grid gap-6 px-5 pb-5" noValidate>
      <Part title="Pace">
        <Counts fields={pace} {...numbers} />
      </Part>
      <Part title="New contacts">
        <Counts fields={strangers} {...numbers} />
      </Part>
      <Part title="Quiet hours">
        <p className="text-sm text-muted">
          Nothing but answers goes out at night where the recipient is. Clear both times to turn
          them off.
        </p>
        <div className="grid gap-1">
          <div className="grid grid-cols-2 gap-4 sm:max-w-sm">
            <Field label="From">
              {(wiring) => <Input {...wiring} {...register("quietFrom")} type="time" />}
            </Field>
            <Field label="To" error={errors.quietTo?.message ?? null}>
              {(wiring) => <Input {...wiring} {...register("quietTo")} type="time" />}
            </Field>
          </div>
          <Whose {...own} names={["quietFrom", "quietTo"]} what="Quiet hours" />
        </div>
      </Part>
      <Part title="Answers">
        <div>
          <label className="flex min-h-11 cursor-pointer items-center gap-2.5">
            <input
              type="checkbox"
              {...register("readBeforeReply")}
              className="size-4.5 shrink-0 accent-accent"
            />
            Mark messages as read before they are answered
          </label>
          <Whose {...own} names={["readBeforeReply"]} what="Read before reply" />
        </div>
      </Part>
      <Part title="Opting out">
        <div className="grid gap-4 sm:grid-cols-2">
          <div className="grid content-start gap-1">
            <Field
              label="Words that opt out"
              hint="One a line. A contact whose whole message is one of them is not written to any more. Empty: the server's list in many languages."
            >
              {(wiring) => (
                <Textarea
                  {...wiring}
                  {...register("optOutWords")}
                  rows={4}
                  placeholder={"stop\nunsubscribe\nbaja"}
                />
              )}
            </Field>
            <Whose {...own} names={["optOutWords"]} what="Words that opt out" />
          </div>
          <div className="grid content-start gap-1">
            <Field
              label="Words that opt in again"
              hint="One a line. They take an opt-out back. Empty: the server's list."
            >
              {(wiring) => (
                <Textarea
                  {...wiring}
                  {...register("optInWords")}
                  rows={4}
                  placeholder={"start\nsubscribe\nalta"}
                />
              )}
            </Field>
            <Whose {...own} names={["optInWords"]} what="Words that opt in again" />
          </div>
        </div>
      </Part>
      <div>
        <Button type="submit" variant="primary" busy={updating.fetching} disabled={!isDirty}>
          Save limits
        </Button>
      </div>
    </form>
  );
}
