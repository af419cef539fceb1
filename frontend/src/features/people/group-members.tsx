import { Ellipsis, ShieldMinus, ShieldPlus, UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import type { GroupEntryFragment, MemberAction } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { useContacts } from "./contacts-data";
import { useChangeMembers } from "./groups-data";
import { OneFieldDialog } from "./one-field-dialog";
import { addressOf, isSame, listOf, nameOf, numberOf } from "./people";

type Member = GroupEntryFragment["members"][number];

const roleWords: Record<string, string> = { owner: "Owner", admin: "Admin" };

// A group has up to 1024 members.
const pageSize = 50;

type RowProps = {
  member: Member;
  admin: boolean;
  busy: boolean;
  onChange: (action: MemberAction) => void;
  onRemove: () => void;
};

function Row({ member, admin, busy, onChange, onRemove }: RowProps) {
  const name = member.me ? "This account" : nameOf(member);
  const word = roleWords[member.role];
  return (
    <li className="flex min-h-14 items-center gap-3 py-1">
      <Avatar name={name} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        {(member.me || member.name) && (
          <span className="block truncate text-sm text-muted tabular">{numberOf(member)}</span>
        )}
      </span>
      {word && <Status tone="neutral" word={word} />}
      {admin && !member.me && member.role !== "owner" && (
        <Menu
          trigger={
            <Button variant="ghost" size="icon" busy={busy} aria-label={`Actions for ${name}`}>
              {!busy && <Ellipsis aria-hidden="true" />}
            </Button>
          }
        >
          {member.role === "admin" ? (
            <MenuItem onSelect={() => onChange("demote")}>
              <ShieldMinus aria-hidden="true" />
              Take admin rights away
            </MenuItem>
          ) : (
            <MenuItem onSelect={() => onChange("promote")}>
              <ShieldPlus aria-hidden="true" />
              Make admin
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem danger onSelect={onRemove}>
            <UserMinus aria-hidden="true" />
            Remove …
          </MenuItem>
        </Menu>
      )}
    </li>
  );
}

type Props = { accountId: string; group: GroupEntryFragment; admin: boolean };

/** Who is in the group, and what admins do about it. */
export function GroupMembers({ accountId, group, admin }: Props) {
  const [count, setCount] = useState(pageSize);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [changing, change] = useChangeMembers();
  const { contacts } = useContacts(accountId);
  const { id } = group;
  const members = group.members.map((member) => ({
    ...member,
    name: member.name || (contacts?.find((one) => isSame(one, member))?.name ?? null),
  }));

  const send = (action: MemberAction, who: string[]) =>
    change({ input: { accountId, id, action, members: who } });

  async function act(member: Member, action: MemberAction, said: string) {
    setBusy(addressOf(member));
    const { data, error } = await send(action, [addressOf(member)]);
    setBusy(null);
    const refused = error
      ? describe(error).message
      : data?.changeGroupMembers.find(({ done }) => !done)?.error;
    if (refused) return toast(refused, "bad");
    setRemoving(null);
    toast(said);
  }

  async function add(text: string) {
    const { data, error } = await send("add", listOf(text));
    if (error) return error;
    const results = data?.changeGroupMembers ?? [];
    const refused = results.filter(({ done }) => !done);
    for (const one of refused) toast(`${numberOf(one)}: ${one.error ?? "not added"}`, "bad");
    if (refused.length < results.length) toast("Added.");
    setAdding(false);
  }

  return (
    <section aria-label="Members">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">Members</h3>
        {(admin || !group.onlyAdminsAdd) && (
          <Button size="sm" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden="true" />
            Add members
          </Button>
        )}
      </div>
      <ul aria-label="Members" className="mt-1 divide-y divide-line">
        {members.slice(0, count).map((member) => (
          <Row
            key={addressOf(member)}
            member={member}
            admin={admin}
            busy={busy === addressOf(member)}
            onChange={(action) =>
              act(
                member,
                action,
                `${nameOf(member)} is ${action === "promote" ? "now" : "no longer"} an admin.`,
              )
            }
            onRemove={() => setRemoving(member)}
          />
        ))}
      </ul>
      {members.length > count && (
        <Button size="sm" onClick={() => setCount(count + pageSize)}>
          Show more of {members.length}
        </Button>
      )}
      <OneFieldDialog
        title="Add members"
        description="Whoever does not let others add them stays out and can be sent the link."
        label="Numbers"
        placeholder="+49 151 12345678, +44 7700 900123"
        action="Add"
        open={adding}
        onClose={() => setAdding(false)}
        onSubmit={add}
      />
      <Confirm
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove ${removing ? nameOf(removing) : ""}?`}
        description="They can read the group's messages no longer. All members see that."
        confirm="Remove"
        danger
        busy={changing.fetching}
        onConfirm={() =>
          removing && act(removing, "remove", `${nameOf(removing)} is not in the group any more.`)
        }
      />
    </section>
  );
}
