import { useNavigate } from "@tanstack/react-router";
import { clsx } from "clsx";
import { PenLine, Search } from "lucide-react";
import { useEffect, useState } from "react";
import type { AccountLineFragment } from "@/gql/graphql";
import { accountState } from "@/lib/account-state";
import { Button } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { late, useLate } from "@/ui/late";
import { ChatList } from "./chat-list";
import type { Show } from "./inbox-data";

type Props = {
  accounts: readonly AccountLineFragment[];
  accountId: string;
  search: string;
  onSearch: (search: string) => void;
  show: Show;
  onShow: (show: Show) => void;
  onNew: () => void;
};

const hits = late(() => import("./message-hits"));

const filters: [string, Show][] = [
  ["All", undefined],
  ["Unread", "unread"],
  ["Archived", "archived"],
];

// Long enough not to ask for each letter, short enough to feel at once.
const pause = 200;

export function Sidebar({ accounts, accountId, search, onSearch, show, onShow, onNew }: Props) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(search);
  const found = useLate(hits, search !== "");
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => onSearch(typed), pause);
    return () => clearTimeout(timer);
  }, [typed, search, onSearch]);

  return (
    <>
      <div className="grid gap-2 border-b border-line p-3">
        <div className="flex items-center gap-2">
          <Select
            aria-label="Account"
            value={accountId}
            className="font-medium"
            onChange={(event) =>
              navigate({ to: "/inbox/$accountId", params: { accountId: event.target.value } })
            }
          >
            {accounts.map((account) => (
              <option key={account.id} value={account.id}>
                {account.name} · {accountState(account.status, account.reason).word}
              </option>
            ))}
          </Select>
          <Button
            variant="primary"
            size="icon"
            onClick={onNew}
            aria-label="Write to a number"
            title="Write to a number (n)"
            data-shortcut="new"
          >
            <PenLine aria-hidden="true" />
          </Button>
        </div>
        <search className="relative">
          <Search className="absolute start-3 top-3.5 size-4 text-muted" aria-hidden="true" />
          <Input
            type="search"
            aria-label="Search conversations"
            placeholder="Name, number or words"
            className="ps-9"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </search>
        <fieldset className="flex gap-1.5" aria-label="Which conversations">
          {filters.map(([label, value]) => (
            <button
              key={label}
              type="button"
              aria-pressed={value === show}
              onClick={() => onShow(value)}
              className={clsx(
                "inline-flex min-h-11 items-center rounded-full border px-3.5 text-sm font-medium sm:min-h-9",
                value === show
                  ? "border-accent bg-accent-soft text-accent-ink"
                  : "border-line bg-surface text-muted hover:text-ink",
              )}
            >
              {label}
            </button>
          ))}
        </fieldset>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <ChatList
          key={accountId}
          accountId={accountId}
          search={search}
          show={show}
          onAll={() => onShow(undefined)}
          onNew={onNew}
          onClear={() => {
            setTyped("");
            onSearch("");
          }}
        />
        {found && <found.MessageHits accountId={accountId} search={search} show={show} />}
      </div>
    </>
  );
}
