import { useNavigate } from "@tanstack/react-router";
import { PenLine, Search } from "lucide-react";
import { useEffect, useState } from "react";
import type { AccountLineFragment } from "@/gql/graphql";
import { accountState } from "@/lib/account-state";
import { Button } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { ChatList } from "./chat-list";

type Props = {
  accounts: readonly AccountLineFragment[];
  accountId: string;
  search: string;
  onSearch: (search: string) => void;
  onNew: () => void;
};

// Long enough not to ask for each letter, short enough to feel at once.
const pause = 200;

export function Sidebar({ accounts, accountId, search, onSearch, onNew }: Props) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(search);
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
            placeholder="Name or number"
            className="ps-9"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </search>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <ChatList
          key={accountId}
          accountId={accountId}
          search={search}
          onNew={onNew}
          onClear={() => {
            setTyped("");
            onSearch("");
          }}
        />
      </div>
    </>
  );
}
