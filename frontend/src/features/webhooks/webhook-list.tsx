import { Link } from "@tanstack/react-router";
import { Plus, Webhook as WebhookIcon } from "lucide-react";
import type { WebhookLineFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { integer } from "@/lib/format";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { Status } from "@/ui/status";
import { eventWords } from "./patterns";
import { Sparkline } from "./sparkline";
import { hostOf, milliseconds, pathOf, percent, statuses, useWebhooks } from "./webhooks-data";

function Row({ webhook }: { webhook: WebhookLineFragment }) {
  const { word, tone } = statuses[webhook.status];
  const { health } = webhook;
  const facts: [string, string][] = [
    ["Success, 24 h", percent(health.successRate)],
    ["95 % within", milliseconds(health.p95Ms)],
    ["Waiting", integer(health.waiting)],
  ];
  return (
    <li className="relative grid gap-x-5 gap-y-3 px-5 py-4 hover:bg-sunken md:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            to="/webhooks/$id"
            params={{ id: webhook.id }}
            className="min-w-0 truncate py-0.5 font-semibold before:absolute before:inset-0 hover:underline"
          >
            {hostOf(webhook.url)}
            <span className="font-normal text-muted">{pathOf(webhook.url)}</span>
          </Link>
          <Status tone={tone} word={word} />
          <Sparkline recent={health.recent} />
        </div>
        <p className="truncate text-sm text-muted">{webhook.description || webhook.url}</p>
        <p className="mt-0.5 truncate font-mono text-sm text-muted">{eventWords(webhook.events)}</p>
        {webhook.status !== "active" && (webhook.disabledText ?? webhook.lastError) && (
          <p className="mt-1 text-sm">{webhook.disabledText ?? webhook.lastError}</p>
        )}
      </div>
      <dl className="grid grid-cols-[auto_auto_auto] justify-between gap-3 self-center md:w-80 md:grid-cols-[5fr_5fr_4fr]">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="text-sm whitespace-nowrap text-muted">{name}</dt>
            <dd className="font-medium tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

/** An account's webhooks, each with how it is doing. */
export function WebhookList({ accountId }: { accountId: string }) {
  const { webhooks, error, refetch } = useWebhooks(accountId);
  if (!webhooks) {
    if (error) return <Failure {...describe(error)} onRetry={refetch} />;
    return (
      <Loading what="webhooks">
        <Card className="grid gap-4 p-5">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </Card>
      </Loading>
    );
  }
  if (webhooks.length === 0) {
    return (
      <Card>
        <Empty
          icon={<WebhookIcon />}
          title="No webhooks yet"
          action={
            <Button asChild variant="primary">
              <Link to="/webhooks/new" search={{ account: accountId }}>
                <Plus aria-hidden="true" />
                Add a webhook
              </Link>
            </Button>
          }
        >
          A webhook posts what happens on an account to an address of yours, signed, and tries again
          until it is taken.
        </Empty>
      </Card>
    );
  }
  return (
    <Card>
      <ul className="divide-y divide-line">
        {webhooks.map((webhook) => (
          <PanelBoundary key={webhook.id} name={hostOf(webhook.url)}>
            <Row webhook={webhook} />
          </PanelBoundary>
        ))}
      </ul>
    </Card>
  );
}
