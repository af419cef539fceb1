import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { RelativeTime } from "@/ui/relative-time";
import { toast } from "@/ui/toast";
import { useChangeMembers, useGroupRequests } from "./groups-data";
import { addressOf, nameOf, type Person } from "./people";

/** Who asks to join; nothing while nobody does. */
export function GroupRequests({ accountId, id }: { accountId: string; id: string }) {
  const [{ data, error }] = useGroupRequests(accountId, id);
  const [changing, change] = useChangeMembers();
  const requests = data?.groupRequests ?? [];

  async function answer(who: Person, action: "approve" | "reject") {
    const result = await change({
      input: { accountId, id, action, members: [addressOf(who)] },
    });
    const refused = result.error
      ? describe(result.error).message
      : result.data?.changeGroupMembers.find(({ done }) => !done)?.error;
    if (refused) return toast(refused, "bad");
    toast(action === "approve" ? `${nameOf(who)} is in the group.` : `${nameOf(who)} was refused.`);
  }

  if (error && !data) {
    return (
      <p role="alert" className="text-bad">
        {describe(error).message}
      </p>
    );
  }
  if (requests.length === 0) return null;
  return (
    <section aria-label="Requests" className="grid gap-2">
      <h3 className="font-semibold">They ask to join</h3>
      <ul className="divide-y divide-line">
        {requests.map((who) => (
          <li key={addressOf(who)} className="flex flex-wrap items-center gap-2 py-2">
            <span className="min-w-0 flex-1">
              <span className="block truncate tabular">{nameOf(who)}</span>
              <span className="text-sm text-muted">
                <RelativeTime iso={who.at} />
              </span>
            </span>
            <Button
              size="sm"
              disabled={changing.fetching}
              aria-label={`Let ${nameOf(who)} in`}
              onClick={() => answer(who, "approve")}
            >
              Let in
            </Button>
            <Button
              size="sm"
              variant="danger"
              disabled={changing.fetching}
              aria-label={`Refuse ${nameOf(who)}`}
              onClick={() => answer(who, "reject")}
            >
              Refuse
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
