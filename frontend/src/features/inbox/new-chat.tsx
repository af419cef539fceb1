import { lazy, Suspense } from "react";
import type { AccountLineFragment } from "@/gql/graphql";
import { Dialog } from "@/ui/dialog";

// Forms with their checks are a tenth of a first visit, and most visits write to nobody new.
const NewChatForm = lazy(() =>
  import("./new-chat-form").then((module) => ({ default: module.NewChatForm })),
);

type Props = { account: AccountLineFragment | undefined; open: boolean; onClose: () => void };

export function NewChatDialog({ account, open, onClose }: Props) {
  return (
    <Dialog
      open={open && Boolean(account)}
      onOpenChange={(next) => !next && onClose()}
      title="Write to a number"
      description={account && `From ${account.name}.`}
    >
      <Suspense fallback={null}>
        {account && <NewChatForm account={account} onDone={onClose} />}
      </Suspense>
    </Dialog>
  );
}
