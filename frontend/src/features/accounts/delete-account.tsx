import { useMutation } from "urql";
import { graphql } from "@/gql";
import { problemOf } from "@/lib/problem";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
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
  const [, remove] = useMutation(DeleteAccount);
  return (
    <FormDialog
      open={open}
      onClose={() => onOpenChange(false)}
      title={`Delete ${account.name}?`}
      description="The account is logged out at WhatsApp. Its messages, files and API key are removed. This cannot be undone."
      action="Delete account"
      cancel="Keep it"
      danger
      start={{ typed: "" }}
      forgetful
      ready={({ typed }) => typed.trim() === account.name.trim()}
      onSubmit={async () => {
        const { error } = await remove({ id: account.id });
        if (error) return problemOf(error, ["typed"]);
        onOpenChange(false);
        toast(`${account.name} was deleted.`);
        onDeleted?.();
      }}
    >
      {({ of, error }) => (
        <Field label={`Type “${account.name}” to confirm`} error={error("typed")}>
          {(wiring) => <Input {...wiring} {...of("typed")} autoComplete="off" />}
        </Field>
      )}
    </FormDialog>
  );
}
