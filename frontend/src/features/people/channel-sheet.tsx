import { MessageSquare, SquarePen } from "lucide-react";
import { useState } from "react";
import type { ChannelEntryFragment } from "@/gql/graphql";
import { dayLabel } from "@/lib/format";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { roleWords, useUnfollow } from "./channels-data";
import { plural } from "./people";
import { told, useOpenChat } from "./people-data";
import { WriteDialog } from "./write-dialog";

type Props = { accountId: string; channel: ChannelEntryFragment; onClose: () => void };

/** What a channel is, and posting to it where one may. */
export function ChannelSheet({ accountId, channel, onClose }: Props) {
  const { id, name, description, link, followers, role, verified, createdAt } = channel;
  const posts = role === "owner" || role === "admin";
  const [posting, setPosting] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [unfollowing, unfollow] = useUnfollow();
  const { opening, open } = useOpenChat(accountId, () => toast("It has posted nothing yet."));

  async function stop() {
    const result = await unfollow({ accountId, id });
    if (told(result, `${name} is not followed any more.`)) onClose();
  }

  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={name}
      description={plural(followers, "follower", "followers")}
      shape="sheet"
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <div className="flex flex-wrap gap-1.5">
          <Status tone="neutral" word={roleWords[role]} />
          {verified && <Status tone="ok" word="Verified" />}
        </div>
        <div className="flex flex-wrap gap-2">
          {posts && (
            <Button variant="primary" size="sm" onClick={() => setPosting(true)}>
              <SquarePen aria-hidden="true" />
              Post a text
            </Button>
          )}
          <Button
            size="sm"
            busy={opening}
            onClick={() => open({ kind: "channel", address: id, search: "" })}
          >
            <MessageSquare aria-hidden="true" />
            Open the posts
          </Button>
          {role === "follower" && (
            <Button size="sm" variant="danger" onClick={() => setLeaving(true)}>
              Unfollow …
            </Button>
          )}
        </div>
        <p className="break-words whitespace-pre-wrap">{description || "No description."}</p>
        {createdAt && <p className="text-sm text-muted">Made: {dayLabel(createdAt)}</p>}
        {link && (
          <div className="grid gap-1.5">
            <h3 className="text-sm text-muted">Link: whoever has it can follow</h3>
            <CopyField text={link} what="link" />
          </div>
        )}
        <div className="grid gap-1.5">
          <h3 className="text-sm text-muted">Address for the API</h3>
          <CopyField text={id} what="address" />
        </div>
      </div>
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title={`Unfollow ${name}?`}
        description="Nothing more comes from it. What it has posted stays here."
        confirm="Unfollow"
        danger
        busy={unfollowing.fetching}
        onConfirm={stop}
      />
      <WriteDialog
        accountId={accountId}
        to={id}
        title={`Post to ${name}`}
        description="All who follow the channel see it."
        action="Post"
        open={posting}
        onClose={() => setPosting(false)}
      />
    </Dialog>
  );
}
