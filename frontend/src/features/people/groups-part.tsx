import { Link2, Plus, UsersRound } from "lucide-react";
import { useState } from "react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Empty, Failure } from "@/ui/states";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { CreateGroup } from "./create-group";
import { GroupSheet } from "./group-sheet";
import { useGroups, useJoinGroup } from "./groups-data";
import { FilteredList, ListSkeleton, Row, SearchField } from "./list";
import { OneFieldDialog } from "./one-field-dialog";
import { matches, plural } from "./people";
import type { PartProps } from "./people-panel";

/** The groups that the account is in. */
export function GroupsPart({ accountId, item, query = "", onView }: PartProps) {
  const { groups, error, refetch } = useGroups(accountId);
  const [creating, setCreating] = useState(false);
  const [joining, setJoining] = useState(false);
  const [, join] = useJoinGroup();

  async function joinByLink(link: string) {
    const { data, error: refused } = await join({ accountId, link });
    if (refused) return refused;
    setJoining(false);
    toast("The account is in the group, or its admins were asked.");
    onView({ item: data?.joinGroup });
  }

  return (
    <Card>
      <CardHeader
        title="Groups"
        description="The groups that the account is in."
        action={
          <div className="flex flex-wrap gap-2">
            <Button size="sm" onClick={() => setJoining(true)}>
              <Link2 aria-hidden="true" />
              Join by link
            </Button>
            <Button size="sm" variant="primary" onClick={() => setCreating(true)}>
              <Plus aria-hidden="true" />
              Create a group
            </Button>
          </div>
        }
      />
      {groups && groups.length > 0 && (
        <SearchField
          label="Search groups"
          value={query}
          onChange={(next) => onView({ query: next })}
        />
      )}
      <div className="border-t border-line">
        {!groups ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <ListSkeleton what="the groups" />
          )
        ) : groups.length === 0 ? (
          <Empty icon={<UsersRound />} title="In no group yet">
            Create one with numbers of your choice, or join one by its link: then it is read,
            written to and looked after here.
          </Empty>
        ) : (
          <FilteredList
            label="Groups"
            all={groups}
            query={query}
            onClear={() => onView({ query: "" })}
            fits={({ subject, description }) => matches(query, [subject, description])}
            row={(group) => (
              <Row
                key={group.id}
                id={group.id}
                name={group.subject}
                line={plural(group.members.length, "member", "members")}
                state={
                  <>
                    {group.community && <Status tone="neutral" word="Community" />}
                    {group.members.some(({ me, role }) => me && role !== "member") && (
                      <Status tone="neutral" word="Admin" />
                    )}
                  </>
                }
              />
            )}
          />
        )}
      </div>
      {item && (
        <GroupSheet
          key={item}
          accountId={accountId}
          id={item}
          onClose={() => onView({ item: undefined })}
        />
      )}
      <CreateGroup
        accountId={accountId}
        open={creating}
        onClose={() => setCreating(false)}
        onCreated={(id) => {
          setCreating(false);
          onView({ item: id });
        }}
      />
      <OneFieldDialog
        title="Join a group"
        description="Where admins approve who comes, they are asked first."
        label="Link"
        placeholder="https://chat.whatsapp.com/…"
        action="Join"
        open={joining}
        onClose={() => setJoining(false)}
        onSubmit={joinByLink}
      />
    </Card>
  );
}
