import { Link } from "@tanstack/react-router";
import type { AccountLineFragment } from "@/gql/graphql";
import { integer } from "@/lib/format";
import { formatNumber } from "@/lib/phone-number";
import { Avatar } from "@/ui/avatar";
import { RelativeTime } from "@/ui/relative-time";
import { AccountBadge } from "./account-badge";
import { AccountMenu } from "./account-menu";
import { DraftsLink } from "./drafts-link";
import { RemedyButton } from "./remedy-button";

/** A row on wide screens, a card on phones. */
export function AccountRow({ account }: { account: AccountLineFragment }) {
  return (
    <li className="relative grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-3 px-4 py-3.5 hover:bg-sunken md:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,1fr)_9.5rem_auto] md:px-5">
      <div className="flex min-w-0 items-center gap-3">
        <Avatar name={account.name} />
        <div className="min-w-0">
          <Link
            to="/accounts/$id"
            params={{ id: account.id }}
            className="block truncate py-0.5 font-medium before:absolute before:inset-0 hover:underline"
          >
            {account.name}
          </Link>
          <p className="truncate text-sm text-muted tabular">
            {account.phoneNumber ? formatNumber(account.phoneNumber) : "No number linked yet"}
          </p>
        </div>
      </div>
      <div className="col-span-2 min-w-0 md:col-span-1">
        <div className="flex flex-wrap gap-2">
          <AccountBadge account={account} />
          <DraftsLink account={account} />
        </div>
        {account.errorMessage && <p className="mt-1 text-sm text-muted">{account.errorMessage}</p>}
      </div>
      <p className="hidden text-sm text-muted md:block">
        {account.queue.queued > 0 ? (
          <span className="text-ink tabular">{integer(account.queue.queued)} waiting</span>
        ) : account.lastActiveAt ? (
          <>
            Active <RelativeTime iso={account.lastActiveAt} />
          </>
        ) : (
          "Never active"
        )}
      </p>
      <div className="relative md:justify-self-end">
        <RemedyButton account={account} />
      </div>
      <div className="relative col-start-2 row-start-1 md:col-start-auto md:row-start-auto">
        <AccountMenu account={account} />
      </div>
    </li>
  );
}
