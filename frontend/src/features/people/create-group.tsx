import { problemOf } from "@/lib/problem";
import { Field, Input, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { toast } from "@/ui/toast";
import { useCreateGroup } from "./groups-data";
import { listOf } from "./people";

type Props = {
  accountId: string;
  open: boolean;
  onClose: () => void;
  onCreated: (id: string) => void;
};

export function CreateGroup({ accountId, open, onClose, onCreated }: Props) {
  const [, create] = useCreateGroup();
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title="Create a group"
      description="The account is its owner. Whoever does not let others add them stays out and can be sent the link."
      action="Create the group"
      start={{ subject: "", members: "" }}
      ready={({ subject }) => subject.trim() !== ""}
      onSubmit={async ({ subject, members }) => {
        const { data, error } = await create({
          input: { accountId, subject: subject.trim(), members: listOf(members) },
        });
        if (!data) return problemOf(error, ["members", "subject"]);
        toast(`${data.createGroup.subject} is made.`);
        onCreated(data.createGroup.id);
      }}
    >
      {({ of, error }) => (
        <>
          <Field label="Name" error={error("subject")}>
            {(wiring) => (
              <Input {...wiring} {...of("subject")} autoComplete="off" maxLength={100} />
            )}
          </Field>
          <Field
            label="Members"
            hint="Numbers with country code, one a line."
            error={error("members")}
          >
            {(wiring) => <Textarea {...wiring} {...of("members")} rows={4} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
