import { useMutation } from "urql";
import { graphql } from "@/gql";
import { describe } from "@/lib/errors";
import { toast } from "@/ui/toast";

const CancelMessage = graphql(`
  mutation InboxCancelMessage($id: ID!) {
    cancelMessage(input: { id: $id }) {
      message {
        ...ThreadMessage
        id
        statusHistory {
          status
          at
          reason
        }
      }
    }
  }
`);

/** Takes a message back that still waits. */
export function useCancelMessage() {
  const [{ fetching }, cancel] = useMutation(CancelMessage);
  async function take(id: string) {
    const { error } = await cancel({ id });
    if (error) toast(describe(error).message, "bad");
    else toast("The message is cancelled. It is not sent.");
  }
  return { cancel: take, cancelling: fetching };
}
