import { type FormEvent, useState } from "react";
import type { GroupEntryFragment } from "@/gql/graphql";
import { describe, fieldError } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Check } from "@/ui/check";
import { Field, Input, Textarea } from "@/ui/field";
import { toast } from "@/ui/toast";
import { useChangeGroup } from "./groups-data";
import { told } from "./people-data";

type Props = { accountId: string; group: GroupEntryFragment; admin: boolean };

const rules = [
  { name: "onlyAdminsWrite", label: "Only admins write" },
  { name: "onlyAdminsEdit", label: "Only admins change name and description" },
  { name: "onlyAdminsAdd", label: "Only admins add members" },
  { name: "approveJoins", label: "Admins approve who comes by the link" },
] as const;

function Words({ accountId, group }: Omit<Props, "admin">) {
  const [edit, setEdit] = useState<{ subject?: string; description?: string }>({});
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const [changing, change] = useChangeGroup();
  const { subject, description } = { ...group, ...edit };
  const dirty = subject !== group.subject || description !== group.description;

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { error } = await change({
      input: {
        accountId,
        id: group.id,
        ...(subject === group.subject ? {} : { subject }),
        ...(description === group.description ? {} : { description }),
      },
    });
    if (error) {
      const field = fieldError(error)?.field === "description" ? "description" : "subject";
      return setProblem({ field, message: describe(error).message });
    }
    setProblem(null);
    setEdit({});
    toast("The group is changed.");
  }

  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field label="Name" error={problem?.field === "subject" ? problem.message : null}>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            maxLength={100}
            value={subject}
            onChange={(event) => setEdit({ ...edit, subject: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" error={problem?.field === "description" ? problem.message : null}>
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={3}
            value={description}
            onChange={(event) => setEdit({ ...edit, description: event.target.value })}
          />
        )}
      </Field>
      <div>
        <Button type="submit" size="sm" busy={changing.fetching} disabled={!dirty}>
          Save name and description
        </Button>
      </div>
    </form>
  );
}

/** Name, description and rules; who may not change them sees them. */
export function GroupSettings({ accountId, group, admin }: Props) {
  const [, change] = useChangeGroup();
  // What was pressed and is not yet answered.
  const [pending, setPending] = useState<string | null>(null);

  async function set(name: (typeof rules)[number]["name"], on: boolean) {
    setPending(name);
    const input = { accountId, id: group.id, [name]: on };
    told(await change({ input }), "The group's settings are changed.");
    setPending(null);
  }

  return (
    <section aria-label="Settings" className="grid gap-4">
      {admin || !group.onlyAdminsEdit ? (
        <Words accountId={accountId} group={group} />
      ) : (
        <p className="break-words whitespace-pre-wrap">{group.description || "No description."}</p>
      )}
      <fieldset disabled={!admin || pending !== null} aria-busy={pending !== null || undefined}>
        <legend className="mb-1 font-semibold">Rules</legend>
        {!admin && <p className="text-sm text-muted">Only admins change them.</p>}
        {rules.map(({ name, label }) => (
          <Check
            key={name}
            label={label}
            checked={pending === name ? !group[name] : group[name]}
            onChange={(on) => set(name, on)}
          />
        ))}
      </fieldset>
    </section>
  );
}
