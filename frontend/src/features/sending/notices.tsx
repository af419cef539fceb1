import { useState } from "react";
import type { AccountLineFragment } from "@/gql/graphql";
import { useSecondsLeft } from "@/lib/countdown";
import { describe } from "@/lib/errors";
import { duration, exactTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Notice } from "@/ui/notice";
import { RelativeTime } from "@/ui/relative-time";
import { toast } from "@/ui/toast";
import { PauseButton } from "./pause-button";
import { useRelease } from "./sending-data";

const reasons: Record<string, string> = {
  reachout_timelock: "WhatsApp lets this number write to no new contacts for now.",
  temp_ban: "WhatsApp has banned this number for a while.",
  refusals: "WhatsApp refused many messages in a short time.",
};

type Brake = NonNullable<AccountLineFragment["brake"]>;

function BrakeNotice({ id, brake }: { id: string; brake: Brake }) {
  const [asked, setAsked] = useState(false);
  const [releasing, release] = useRelease();
  const left = useSecondsLeft(Date.parse(brake.until));

  async function takeOff() {
    const { error } = await release({ id });
    setAsked(false);
    if (error) return toast(describe(error).message, "bad");
    toast("The brake is off.");
  }

  if (left === 0) return null;
  return (
    <>
      <Notice
        tone="bad"
        title="The brake is on: new contacts are not written to. Answers go on."
        action={
          <Button size="sm" onClick={() => setAsked(true)}>
            Release the brake …
          </Button>
        }
      >
        {reasons[brake.reason] ?? "WhatsApp is wary of this number."} It ends by itself{" "}
        <time dateTime={brake.until} title={exactTime(brake.until)} className="font-medium tabular">
          in {duration(left > 120 ? left - (left % 60) : left)}
        </time>
        ; messages to new contacts wait until then.
      </Notice>
      <Confirm
        open={asked}
        onClose={() => setAsked(false)}
        title="Release the brake?"
        description={
          <>
            Messages to contacts who have never written go out at once. If WhatsApp still limits the
            number it refuses them, and refusals are what numbers get banned for. Without your doing
            anything the brake ends at {exactTime(brake.until)}.
          </>
        }
        keep="Leave it on"
        confirm="Release the brake"
        danger
        busy={releasing.fetching}
        onConfirm={takeOff}
      />
    </>
  );
}

/** What holds an account's messages now, with the way out. */
export function SendingNotices({ account }: { account: AccountLineFragment }) {
  if (!account.brake && !account.pausedAt) return null;
  return (
    <div className="mb-4 grid gap-3">
      {account.brake && <BrakeNotice id={account.id} brake={account.brake} />}
      {account.pausedAt && (
        <Notice tone="warn" title="Sending is paused." action={<PauseButton account={account} />}>
          Paused <RelativeTime iso={account.pausedAt} />. What is written is kept and goes out when
          sending is resumed.
        </Notice>
      )}
    </div>
  );
}
