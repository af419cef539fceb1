import { MessageSquare } from "lucide-react";
import { useState } from "react";
import type { GroupEntryFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { duration } from "@/lib/format";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { GroupLink } from "./group-link";
import { GroupMembers } from "./group-members";
import { GroupRequests } from "./group-requests";
import { GroupSettings } from "./group-settings";
import { useGroup, useLeaveGroup } from "./groups-data";
import { plural } from "./people";
import { told, useOpenChat } from "./people-data";
import { WriteDialog } from "./write-dialog";

type PartProps = { accountId: string; group: GroupEntryFragment; onClose: () => void };

function Opened({ accountId, group, onClose }: PartProps) {
  const { id, subject, members, expiresAfter } = group;
  const admin = members.some(({ me, role }) => me && role !== "member");
  const [composing, setComposing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [left, leave] = useLeaveGroup();
  const { opening, open } = useOpenChat(accountId, () => setComposing(true));

  async function go() {
    if (told(await leave({ accountId, id }), `The account has left ${subject}.`)) onClose();
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          size="sm"
          busy={opening}
          onClick={() => open({ kind: "group", address: id, search: subject })}
        >
          <MessageSquare aria-hidden="true" />
          Open the conversation
        </Button>
        <Button size="sm" variant="danger" onClick={() => setLeaving(true)}>
          Leave …
        </Button>
      </div>
      {expiresAfter > 0 && (
        <p className="text-sm text-muted">Messages disappear after {duration(expiresAfter)}.</p>
      )}
      <GroupSettings accountId={accountId} group={group} admin={admin} />
      <GroupMembers accountId={accountId} group={group} admin={admin} />
      {admin && <GroupRequests accountId={accountId} id={id} />}
      {admin && <GroupLink accountId={accountId} id={id} />}
      <div className="grid gap-1.5">
        <h3 className="text-sm text-muted">Address for the API</h3>
        <CopyField text={id} what="address" />
      </div>
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title={`Leave ${subject}?`}
        description="Nothing more comes from the group. To come back the account needs its link or an admin. What was written stays here."
        confirm="Leave the group"
        danger
        busy={left.fetching}
        onConfirm={go}
      />
      <WriteDialog
        accountId={accountId}
        to={id}
        title={`Write to ${subject}`}
        description="Nothing has been written yet. All members see it."
        action="Send"
        open={composing}
        onClose={() => setComposing(false)}
      />
    </div>
  );
}

type Props = { accountId: string; id: string; onClose: () => void };

/** A group with its members, settings and link. */
export function GroupSheet({ accountId, id, onClose }: Props) {
  const { group, error, refetch } = useGroup(accountId, id);
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={group?.subject ?? "Group"}
      description={group && plural(group.members.length, "member", "members")}
      shape="sheet"
    >
      {group ? (
        <Opened accountId={accountId} group={group} onClose={onClose} />
      ) : error ? (
        <Failure {...describe(error)} onRetry={refetch} />
      ) : (
        <Loading what="the group">
          <div className="grid gap-3">
            <Skeleton className="h-11" />
            <Skeleton className="h-40" />
            <Skeleton className="h-40" />
          </div>
        </Loading>
      )}
    </Dialog>
  );
}
