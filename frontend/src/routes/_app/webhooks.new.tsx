import { createFileRoute } from "@tanstack/react-router";
import { NotFound } from "@/features/shell/not-found";
import { rememberSecret } from "@/features/webhooks/secret";
import { WebhookForm } from "@/features/webhooks/webhook-form";
import { blank } from "@/features/webhooks/webhook-values";
import { useCreateWebhook } from "@/features/webhooks/webhooks-data";
import { useAccounts } from "@/lib/accounts-live";
import { useTitle } from "@/lib/title";
import { Card } from "@/ui/card";
import { Page, PageHeader } from "@/ui/page";

export const Route = createFileRoute("/_app/webhooks/new")({
  validateSearch: ({ account }): { account?: string } => ({
    ...(typeof account === "string" && { account }),
  }),
  component: NewWebhook,
});

function NewWebhook() {
  useTitle("Add a webhook");
  const { account: accountId } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { accounts } = useAccounts();
  const [, create] = useCreateWebhook();
  const account = accounts?.find(({ id }) => id === accountId);

  if (accounts && !account) return <NotFound what="This account" />;
  return (
    <Page narrow>
      <PageHeader title="Add a webhook" description={account && `For ${account.name}.`} />
      <Card className="p-5">
        <WebhookForm
          start={blank}
          submitLabel="Add the webhook"
          onCancel={() =>
            navigate({ to: "/webhooks", search: accountId ? { account: accountId } : {} })
          }
          onSave={async (input) => {
            const { data, error } = await create({
              input: { ...input, accountId: accountId ?? "" },
            });
            if (!data) return error;
            const { webhook, secret } = data.createWebhook;
            rememberSecret(webhook.id, secret);
            await navigate({ to: "/webhooks/$id", params: { id: webhook.id } });
            return undefined;
          }}
        />
      </Card>
    </Page>
  );
}
