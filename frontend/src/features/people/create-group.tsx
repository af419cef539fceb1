import { type FormEvent, useState } from "react";
import { describe, fieldError } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input, Textarea } from "@/ui/field";
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
  const [subject, setSubject] = useState("");
  const [members, setMembers] = useState("");
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const [creating, create] = useCreateGroup();
  const people = listOf(members);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await create({
      input: { accountId, subject: subject.trim(), members: people },
    });
    if (error || !data) {
      if (!error) return;
      const field = fieldError(error)?.field === "subject" ? "subject" : "members";
      return setProblem({ field, message: describe(error).message });
    }
    toast(`${data.createGroup.subject} is made.`);
    setSubject("");
    setMembers("");
    setProblem(null);
    onCreated(data.createGroup.id);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Create a group"
      description="The account is its owner. Whoever does not let others add them stays out and can be sent the link."
    >
      <form onSubmit={submit} className="grid gap-4" noValidate>
        <Field label="Name" error={problem?.field === "subject" ? problem.message : null}>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              maxLength={100}
              value={subject}
              onChange={(event) => setSubject(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Members"
          hint="Numbers with country code, one a line."
          error={problem?.field === "members" ? problem.message : null}
        >
          {(wiring) => (
            <Textarea
              {...wiring}
              rows={4}
              value={members}
              onChange={(event) => setMembers(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            busy={creating.fetching}
            disabled={!subject.trim()}
          >
            Create the group
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
