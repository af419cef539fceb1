import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { graphql } from "@/gql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { toast } from "@/ui/toast";

const DeleteAccount = graphql(`
  mutation DeleteAccount($id: ID!) {
    deleteAccount(input: { id: $id }) {
      deletedId
    }
  }
`);

type Props = {
  account: { id: string; name: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDeleted?: () => void;
};

export function DeleteAccountDialog({ account, open, onOpenChange, onDeleted }: Props) {
  const [typed, setTyped] = useState("");
  const [deleting, remove] = useMutation(DeleteAccount);
  const matches = typed.trim() === account.name.trim();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!matches) return;
    const result = await remove({ id: account.id });
    if (result.error) return toast(describe(result.error).message, "bad");
    onOpenChange(false);
    toast(`${account.name} was deleted.`);
    onDeleted?.();
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setTyped("");
        onOpenChange(next);
      }}
      title={`Delete ${account.name}?`}
      description="The account is logged out at WhatsApp. Its messages, files and API key are removed. This cannot be undone."
    >
      <form onSubmit={submit}>
        <Field label={`Type “${account.name}” to confirm`}>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button type="submit" variant="danger" busy={deleting.fetching} disabled={!matches}>
            Delete account
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
