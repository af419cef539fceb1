import { Link } from "@tanstack/react-router";
import { MessageCircle, Plus, Search, SearchX } from "lucide-react";
import type { AccountLineFragment } from "@/gql/graphql";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Input, Select } from "@/ui/field";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Empty, Loading, Skeleton } from "@/ui/states";
import { AccountRow } from "./account-row";
import { type AccountFilter, filterAccounts } from "./filter";

export function AccountListSkeleton() {
  return (
    <Loading what="accounts">
      <Card className="divide-y divide-line">
        {[0, 1, 2].map((row) => (
          <div key={row} className="flex items-center gap-3 px-5 py-4">
            <Skeleton className="size-10 rounded-full" />
            <div className="grid flex-1 gap-2">
              <Skeleton className="h-4 w-36" />
              <Skeleton className="h-3.5 w-28" />
            </div>
            <Skeleton className="h-6 w-28 rounded-full" />
          </div>
        ))}
      </Card>
    </Loading>
  );
}

export function NoAccounts() {
  return (
    <Card>
      <Empty
        icon={<MessageCircle />}
        title="Connect your first number"
        action={
          <Button asChild variant="primary">
            <Link to="/accounts/new">
              <Plus aria-hidden="true" />
              Add account
            </Link>
          </Button>
        }
      >
        An account is one WhatsApp number, linked like WhatsApp Web. It gets an API key of its own.
      </Empty>
    </Card>
  );
}

type Props = {
  accounts: readonly AccountLineFragment[];
  filter: AccountFilter;
  onFilter: (filter: AccountFilter) => void;
};

export function AccountList({ accounts, filter, onFilter }: Props) {
  const shown = filterAccounts(accounts, filter);
  return (
    <>
      <search className="mb-3 flex flex-wrap gap-2">
        <div className="relative min-w-48 flex-1">
          <Search className="absolute start-3 top-3.5 size-4 text-muted" aria-hidden="true" />
          <Input
            type="search"
            aria-label="Search accounts by name or number"
            placeholder="Name or number"
            className="ps-9"
            value={filter.q ?? ""}
            onChange={(event) => onFilter({ ...filter, q: event.target.value || undefined })}
          />
        </div>
        <Select
          aria-label="State"
          className="w-auto!"
          value={filter.state ?? ""}
          onChange={(event) =>
            onFilter({ ...filter, state: event.target.value as AccountFilter["state"] })
          }
        >
          <option value="">All states</option>
          <option value="connected">Connected</option>
          <option value="attention">Needs attention</option>
        </Select>
      </search>
      <Card>
        {shown.length === 0 ? (
          <Empty
            icon={<SearchX />}
            title="Nothing matches"
            action={<Button onClick={() => onFilter({})}>Clear the filters</Button>}
          />
        ) : (
          <ul className="divide-y divide-line">
            {shown.map((account) => (
              <PanelBoundary key={account.id} name={account.name}>
                <AccountRow account={account} />
              </PanelBoundary>
            ))}
          </ul>
        )}
      </Card>
      <p className="sr-only" aria-live="polite">
        {shown.length} of {accounts.length} accounts
      </p>
    </>
  );
}
