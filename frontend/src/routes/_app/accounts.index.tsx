import { createFileRoute, Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { AccountList, AccountListSkeleton, NoAccounts } from "@/features/accounts/account-list";
import type { AccountFilter } from "@/features/accounts/filter";
import { useAccounts } from "@/lib/accounts-live";
import { describe } from "@/lib/errors";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Page, PageHeader } from "@/ui/page";
import { Failure } from "@/ui/states";

export const Route = createFileRoute("/_app/accounts/")({
  validateSearch: (search): AccountFilter => ({
    q: typeof search.q === "string" && search.q ? search.q : undefined,
    state: search.state === "connected" || search.state === "attention" ? search.state : undefined,
  }),
  component: Accounts,
});

function Accounts() {
  useTitle("Accounts");
  const filter = Route.useSearch();
  const navigate = Route.useNavigate();
  const { accounts, error, refetch } = useAccounts();
  return (
    <Page>
      <PageHeader
        title="Accounts"
        description="One account is one linked WhatsApp number."
        action={
          <Button asChild variant="primary">
            <Link to="/accounts/new" data-shortcut="new">
              <Plus aria-hidden="true" />
              Add account
            </Link>
          </Button>
        }
      />
      {accounts ? (
        accounts.length === 0 ? (
          <NoAccounts />
        ) : (
          <AccountList
            accounts={accounts}
            filter={filter}
            onFilter={(next) =>
              navigate({ search: { ...next, state: next.state || undefined }, replace: true })
            }
          />
        )
      ) : error ? (
        <Failure {...describe(error)} onRetry={refetch} />
      ) : (
        <AccountListSkeleton />
      )}
    </Page>
  );
}
