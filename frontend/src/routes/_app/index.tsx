import { createFileRoute, Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense } from "react";
import { AccountCard } from "@/features/accounts/account-card";
import { useHasSent } from "@/features/overview/first-message";
import { candidate, complete, firstSteps } from "@/features/overview/progress";
import { SystemTiles } from "@/features/overview/system-tiles";
import type { AccountLineFragment } from "@/gql/graphql";
import { useAccounts } from "@/lib/accounts-live";
import { describe } from "@/lib/errors";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Page, PageHeader } from "@/ui/page";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";

// Whoever has taken the first steps does not load them again.
const Checklist = lazy(() =>
  import("@/features/overview/checklist").then((module) => ({ default: module.Checklist })),
);

export const Route = createFileRoute("/_app/")({ component: Overview });

// What needs somebody comes first.
const urgency = (account: AccountLineFragment) => (account.status === "ready" ? 1 : 0);

function Loaded({ accounts }: { accounts: readonly AccountLineFragment[] }) {
  const linked = candidate(accounts);
  const sent = useHasSent(linked?.id);
  const steps = firstSteps(accounts, sent ?? true);
  const sorted = [...accounts].sort((a, b) => urgency(a) - urgency(b));
  return (
    <div className="grid gap-6">
      {!complete(steps) && (
        <PanelBoundary name="The first steps">
          <Suspense fallback={<Skeleton className="h-80 rounded-xl" />}>
            <Checklist steps={steps} accountId={linked?.id} />
          </Suspense>
        </PanelBoundary>
      )}
      {accounts.length > 0 && (
        <section aria-labelledby="overview-accounts">
          <h2 id="overview-accounts" className="sr-only">
            Accounts
          </h2>
          <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
            {sorted.map((account) => (
              <PanelBoundary key={account.id} name={account.name}>
                <AccountCard account={account} />
              </PanelBoundary>
            ))}
          </div>
        </section>
      )}
      <PanelBoundary name="The system's numbers">
        <SystemTiles />
      </PanelBoundary>
    </div>
  );
}

function Overview() {
  useTitle("Overview");
  const { accounts, error, refetch } = useAccounts();
  const empty = accounts?.length === 0;
  return (
    <Page>
      <PageHeader
        title={empty ? "Get started" : "Overview"}
        description={empty ? "Three steps to the first message." : undefined}
        action={
          !empty && (
            <Button asChild>
              <Link to="/accounts/new" data-shortcut="new">
                <Plus aria-hidden="true" />
                Add account
              </Link>
            </Button>
          )
        }
      />
      {accounts ? (
        <Loaded accounts={accounts} />
      ) : error ? (
        <Failure {...describe(error)} onRetry={refetch} />
      ) : (
        <Loading what="the overview">
          <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
            <Skeleton className="h-44 rounded-xl" />
            <Skeleton className="h-44 rounded-xl" />
          </div>
        </Loading>
      )}
    </Page>
  );
}
