import { Link } from "@tanstack/react-router";
import type { AccountLineFragment } from "@/gql/graphql";
import { integer } from "@/lib/format";
import { formatNumber } from "@/lib/phone-number";
import { Avatar } from "@/ui/avatar";
import { Card } from "@/ui/card";
import { RelativeTime } from "@/ui/relative-time";
import { AccountBadge } from "./account-badge";
import { DraftsLink } from "./drafts-link";
import { RemedyButton } from "./remedy-button";

/** An account on the overview: how it is, why, and the one thing to do about it. */
export function AccountCard({ account }: { account: AccountLineFragment }) {
  return (
    <Card className="relative flex flex-col gap-3 p-5">
      <div className="flex items-start gap-3">
        <Avatar name={account.name} />
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-semibold">
            <Link
              to="/accounts/$id"
              params={{ id: account.id }}
              className="before:absolute before:inset-0 before:rounded-xl hover:underline"
            >
              {account.name}
            </Link>
          </h3>
          <p className="truncate text-sm text-muted tabular">
            {account.phoneNumber ? formatNumber(account.phoneNumber) : "No number linked yet"}
          </p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        <AccountBadge account={account} />
        <DraftsLink account={account} />
      </div>
      {account.errorMessage && <p className="text-sm">{account.errorMessage}</p>}
      <div className="mt-auto flex min-h-9 items-center justify-between gap-3">
        <p className="text-sm text-muted">
          {account.queue.queued > 0 ? (
            <span className="tabular">{integer(account.queue.queued)} waiting</span>
          ) : account.lastActiveAt ? (
            <>
              Active <RelativeTime iso={account.lastActiveAt} />
            </>
          ) : (
            "Never active"
          )}
        </p>
        <div className="relative">
          <RemedyButton account={account} />
        </div>
      </div>
    </Card>
  );
}
