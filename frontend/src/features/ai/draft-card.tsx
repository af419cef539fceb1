import { Check, Pencil, SendHorizontal, Trash2 } from "lucide-react";
import { useState } from "react";
import type { AiDraftPartsFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Textarea } from "@/ui/field";
import { toast } from "@/ui/toast";
import { useApproveDraft, useDiscardDraft } from "./drafts-data";

type Props = { draft: AiDraftPartsFragment; onDecided: () => void };

/** An answer that waits, to send as it is, to change, or to drop. */
export function DraftActions({ draft, onDecided }: Props) {
  const [edited, setEdited] = useState<string | null>(null);
  const [approving, approve] = useApproveDraft();
  const [discarding, discard] = useDiscardDraft();

  async function send() {
    const { error } = await approve({ id: draft.id, text: edited?.trim() ?? null });
    if (error) return toast(describe(error).message, "bad");
    toast("The answer is on its way.");
    onDecided();
  }

  async function drop() {
    const { error } = await discard({ id: draft.id });
    if (error) return toast(describe(error).message, "bad");
    toast("The draft is discarded.");
    onDecided();
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {edited === null ? (
        <p dir="auto" className="max-h-40 overflow-y-auto whitespace-pre-wrap">
          {draft.text}
        </p>
      ) : (
        <Textarea
          aria-label="The answer"
          rows={3}
          maxLength={65_536}
          className="field-sizing-content max-h-48"
          value={edited}
          onChange={(event) => setEdited(event.target.value)}
        />
      )}
      <div className="flex flex-wrap gap-2 max-sm:gap-1.5 max-sm:*:px-2.5">
        {edited === null ? (
          <>
            <Button size="sm" variant="primary" busy={approving.fetching} onClick={send}>
              <Check aria-hidden="true" />
              Approve
            </Button>
            <Button size="sm" onClick={() => setEdited(draft.text)}>
              <Pencil aria-hidden="true" />
              Edit
            </Button>
            <Button size="sm" busy={discarding.fetching} onClick={drop}>
              <Trash2 aria-hidden="true" />
              Discard
            </Button>
          </>
        ) : (
          <>
            <Button
              size="sm"
              variant="primary"
              busy={approving.fetching}
              disabled={!edited.trim()}
              onClick={send}
            >
              <SendHorizontal aria-hidden="true" />
              Send it so
            </Button>
            <Button size="sm" onClick={() => setEdited(null)}>
              Leave it as it was
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
