import { createFileRoute, Navigate } from "@tanstack/react-router";
import { NoAccounts } from "@/features/accounts/account-list";
import { useAccounts } from "@/lib/accounts-live";
import { describe } from "@/lib/errors";
import { useTitle } from "@/lib/title";
import { Page, PageHeader } from "@/ui/page";
import { Failure, Loading, Skeleton } from "@/ui/states";

export const Route = createFileRoute("/_app/inbox/")({ component: Inbox });

/** Goes on to the inbox of an account: one that is connected, if there is one. */
function Inbox() {
  useTitle("Inbox");
  const { accounts, error, refetch } = useAccounts();
  const account = accounts?.find(({ status }) => status === "ready") ?? accounts?.[0];
  if (account) {
    return <Navigate to="/inbox/$accountId" params={{ accountId: account.id }} replace />;
  }
  return (
    <Page>
      <PageHeader title="Inbox" />
      {accounts ? (
        <NoAccounts />
      ) : error ? (
        <Failure {...describe(error)} onRetry={refetch} />
      ) : (
        <Loading what="the inbox">
          <Skeleton className="h-96 rounded-xl" />
        </Loading>
      )}
    </Page>
  );
}
