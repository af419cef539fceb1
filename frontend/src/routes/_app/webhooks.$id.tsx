import { createFileRoute, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { NotFound } from "@/features/shell/not-found";
import { DeliveryDrawer } from "@/features/webhooks/delivery-drawer";
import { DeliveryLog } from "@/features/webhooks/delivery-log";
import { type DeliveryFilter, stateNames } from "@/features/webhooks/delivery-states";
import { eventWords } from "@/features/webhooks/patterns";
import { freshSecret, Secret } from "@/features/webhooks/secret";
import { TestDelivery } from "@/features/webhooks/test-delivery";
import { VerifyCard } from "@/features/webhooks/verify-card";
import { WebhookActions } from "@/features/webhooks/webhook-actions";
import { WebhookForm } from "@/features/webhooks/webhook-form";
import { WebhookHealth, WebhookNotice } from "@/features/webhooks/webhook-health";
import { valuesOf } from "@/features/webhooks/webhook-values";
import { hostOf, statuses, useUpdateWebhook, useWebhook } from "@/features/webhooks/webhooks-data";
import { describe } from "@/lib/errors";
import { useTitle } from "@/lib/title";
import { Card } from "@/ui/card";
import { Page, PageHeader } from "@/ui/page";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";

type Search = DeliveryFilter & { delivery?: string | undefined; edit?: true | undefined };

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

export const Route = createFileRoute("/_app/webhooks/$id")({
  validateSearch: (search): Search => ({
    state: stateNames.find((name) => name === search.state),
    type: text(search.type),
    since: text(search.since),
    delivery: text(search.delivery),
    edit: search.edit === true ? true : undefined,
  }),
  component: Webhook,
});

function Webhook() {
  const { id } = Route.useParams();
  const { delivery, edit, ...filter } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { webhook, missing, error, refetch } = useWebhook(id);
  const [, update] = useUpdateWebhook();
  const secret = freshSecret(id);
  useTitle(webhook ? hostOf(webhook.url) : "Webhook");

  const change = (next: Partial<Search>) =>
    navigate({ search: (search) => ({ ...search, ...next }), replace: true });

  if (!webhook) {
    if (missing) return <NotFound what="This webhook" />;
    if (error) return <Failure {...describe(error)} onRetry={refetch} />;
    return (
      <Page>
        <Loading what="the webhook">
          <Skeleton className="mb-6 h-8 w-56" />
          <Skeleton className="h-64 rounded-xl" />
        </Loading>
      </Page>
    );
  }
  const { word, tone } = statuses[webhook.status];
  return (
    <Page>
      <PageHeader
        before={
          <Link
            to="/webhooks"
            search={{ account: webhook.accountId }}
            className="mb-1 inline-flex min-h-9 items-center gap-1.5 text-sm text-muted hover:text-ink"
          >
            <ArrowLeft className="size-4" aria-hidden="true" />
            Webhooks
          </Link>
        }
        title={hostOf(webhook.url)}
        description={
          <>
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Status tone={tone} word={word} />
              {webhook.description && <span>{webhook.description}</span>}
            </span>
            <span className="mt-1 block font-mono text-sm">{webhook.url}</span>
            <span className="block font-mono text-sm">{eventWords(webhook.events)}</span>
          </>
        }
        action={<WebhookActions webhook={webhook} onEdit={() => change({ edit: true })} />}
      />
      <div className="grid gap-4">
        {secret && <Secret secret={secret} />}
        <WebhookNotice webhook={webhook} />
        {edit ? (
          <Card className="p-5">
            <h2 className="mb-4 font-semibold">Edit the webhook</h2>
            <WebhookForm
              start={valuesOf(webhook)}
              submitLabel="Save the webhook"
              onCancel={() => change({ edit: undefined })}
              onSave={async (input) => {
                const result = await update({ input: { ...input, id } });
                if (result.error) return result.error;
                toast("Saved.");
                await change({ edit: undefined });
                return undefined;
              }}
            />
          </Card>
        ) : (
          <>
            <PanelBoundary name="The health">
              <WebhookHealth webhook={webhook} />
            </PanelBoundary>
            <PanelBoundary name="The test">
              <TestDelivery id={webhook.id} />
            </PanelBoundary>
            <PanelBoundary name="The code">
              <VerifyCard format={webhook.format} />
            </PanelBoundary>
            <PanelBoundary name="The log">
              <DeliveryLog
                webhook={webhook}
                filter={filter}
                onFilter={({ state, type, since }) => change({ state, type, since })}
              />
            </PanelBoundary>
          </>
        )}
      </div>
      <DeliveryDrawer id={delivery} onClose={() => change({ delivery: undefined })} />
    </Page>
  );
}
