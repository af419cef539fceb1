import { Link } from "@tanstack/react-router";
import type { AccountSendingFragment } from "@/gql/graphql";
import { exactTime, integer } from "@/lib/format";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { PauseButton } from "./pause-button";
import { warmedUp } from "./warm-up";

const cap = (now: number, full: number) => {
  if (now === 0) return "No limit";
  return now === full ? integer(now) : `${integer(now)} of ${integer(full)}`;
};

/** What may go out today, and how far the warm-up is. */
export function PaceCard({ account }: { account: AccountSendingFragment }) {
  const { limits, linkedAt, warmUpEndsAt } = account;
  const warming = linkedAt && warmUpEndsAt ? warmedUp(linkedAt, warmUpEndsAt) : null;
  const facts: [string, string][] = [
    ["Most per hour", cap(limits.now.maxPerHour, limits.maxPerHour)],
    ["Most per day", cap(limits.now.maxPerDay, limits.maxPerDay)],
    ["New contacts per day", cap(limits.now.maxNewPerDay, limits.maxNewPerDay)],
  ];
  return (
    <Card className="self-start">
      <CardHeader
        title="Pace"
        description={
          account.pausedAt ? "Sending is paused." : "What may go out now; what is over it waits."
        }
        action={<PauseButton account={account} />}
      />
      {warming && warmUpEndsAt && (
        <div className="border-t border-line px-5 py-3">
          <p className="flex items-baseline justify-between gap-3">
            <span className="font-medium">Warming up</span>
            <span className="text-sm text-muted tabular">
              Day {warming.day} of {limits.warmUpDays}
            </span>
          </p>
          <progress
            aria-label="Warm-up"
            value={warming.share}
            max={1}
            className="mt-2 h-2 w-full"
          />
          <p className="mt-1 text-sm text-muted">
            A young number that sends much is banned fast, so its limits grow until{" "}
            {exactTime(warmUpEndsAt)}.
          </p>
        </div>
      )}
      <dl className="divide-y divide-line border-t border-line">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4 px-5 py-2.5">
            <dt className="text-muted">{name}</dt>
            <dd className="text-end tabular">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="border-t border-line px-5 py-3">
        <Button asChild size="sm" variant="ghost" className="-ms-3">
          <Link to="/accounts/$id" params={{ id: account.id }} search={{ tab: "settings" }}>
            Change the limits
          </Link>
        </Button>
      </div>
    </Card>
  );
}
