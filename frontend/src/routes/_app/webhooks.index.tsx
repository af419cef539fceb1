import { createFileRoute, Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { NoAccounts } from "@/features/accounts/account-list";
import { WebhookList } from "@/features/webhooks/webhook-list";
import { useAccounts } from "@/lib/accounts-live";
import { describe } from "@/lib/errors";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Select } from "@/ui/field";
import { Page, PageHeader } from "@/ui/page";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";

export const Route = createFileRoute("/_app/webhooks/")({
  validateSearch: ({ account }): { account?: string } => ({
    ...(typeof account === "string" && { account }),
  }),
  component: Webhooks,
});

function Webhooks() {
  useTitle("Webhooks");
  const { account: wanted } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { accounts, error, refetch } = useAccounts();
  const account = accounts?.find(({ id }) => id === wanted) ?? accounts?.[0];
  return (
    <Page>
      <PageHeader
        title="Webhooks"
        description="What happens on an account, posted to addresses of yours."
        action={
          account && (
            <>
              <Select
                aria-label="Account"
                className="w-auto! max-w-56"
                value={account.id}
                onChange={(event) =>
                  navigate({ search: { account: event.target.value }, replace: true })
                }
              >
                {accounts?.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
              <Button asChild variant="primary">
                <Link to="/webhooks/new" search={{ account: account.id }} data-shortcut="new">
                  <Plus aria-hidden="true" />
                  Add a webhook
                </Link>
              </Button>
            </>
          )
        }
      />
      {account ? (
        <PanelBoundary name="The webhooks">
          <WebhookList key={account.id} accountId={account.id} />
        </PanelBoundary>
      ) : accounts ? (
        <NoAccounts />
      ) : error ? (
        <Failure {...describe(error)} onRetry={refetch} />
      ) : (
        <Loading what="webhooks">
          <Skeleton className="h-40 rounded-xl" />
        </Loading>
      )}
    </Page>
  );
}
