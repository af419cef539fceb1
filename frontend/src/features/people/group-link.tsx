import { useState } from "react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { CopyField } from "@/ui/copy";
import { useInviteLink, useResetInviteLink } from "./groups-data";
import { told } from "./people-data";

/** The link that lets people join: shown when asked for, and made anew. */
export function GroupLink({ accountId, id }: { accountId: string; id: string }) {
  const [wanted, setWanted] = useState(false);
  const [asking, setAsking] = useState(false);
  const [{ data, error, fetching }, ask] = useInviteLink(accountId, id, wanted);
  const [resetting, reset] = useResetInviteLink();

  async function revoke() {
    const result = await reset({ accountId, id });
    if (told(result, "The old link has stopped. This is the new one.")) setAsking(false);
  }

  return (
    <section aria-label="Invite link" className="grid gap-2">
      <h3 className="font-semibold">Invite link</h3>
      <p className="text-sm text-muted">Whoever has it can join.</p>
      {data && <CopyField text={data.groupInviteLink} what="invite link" />}
      {error && !data && (
        <p role="alert" className="text-bad">
          {describe(error).message}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {data ? (
          <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
            Revoke …
          </Button>
        ) : (
          <Button
            size="sm"
            busy={fetching}
            onClick={() => (wanted ? ask({ requestPolicy: "network-only" }) : setWanted(true))}
          >
            Show the link
          </Button>
        )}
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Revoke the link?"
        description="Nobody can join by it any more. A new one is made."
        confirm="Revoke the link"
        danger
        busy={resetting.fetching}
        onConfirm={revoke}
      />
    </section>
  );
}
