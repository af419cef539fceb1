import { Link } from "@tanstack/react-router";
import { Pause, Play, SearchX, Webhook as WebhookIcon } from "lucide-react";
import { useState } from "react";
import type { DeliveryLineFragment, WebhookLineFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { exactTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Input, Select } from "@/ui/field";
import { RelativeTime } from "@/ui/relative-time";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { Status } from "@/ui/status";
import { useDeliveries } from "./deliveries-data";
import { type DeliveryFilter, stateNames, states } from "./delivery-states";
import { localInput } from "./replay-dialogs";
import { milliseconds, useEventTypes } from "./webhooks-data";

function Row({ delivery }: { delivery: DeliveryLineFragment }) {
  const { word, tone } = states[delivery.state];
  return (
    <li
      data-testid="delivery"
      className="relative grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-5 py-3 hover:bg-sunken md:grid-cols-[8.5rem_minmax(0,1fr)_minmax(0,1fr)_7rem]"
    >
      <p>
        <Status tone={tone} word={word} />
      </p>
      <p className="col-span-2 row-start-2 min-w-0 md:col-span-1 md:row-start-auto">
        <Link
          to="."
          search={(search) => ({ ...search, delivery: delivery.id })}
          aria-label={`Delivery of ${delivery.type}, ${exactTime(delivery.createdAt)}`}
          className="block truncate py-0.5 font-mono text-sm before:absolute before:inset-0 hover:underline"
        >
          {delivery.type}
        </Link>
      </p>
      <p className="col-span-2 min-w-0 truncate text-sm text-muted tabular md:col-span-1">
        {delivery.lastStatusCode ?? (delivery.attemptCount > 0 ? "No answer" : "Not tried yet")}
        {delivery.lastDurationMs !== null && ` · ${milliseconds(delivery.lastDurationMs)}`}
        {` · attempt ${delivery.attemptCount} of ${delivery.maxAttempts}`}
        {delivery.state === "retrying" && delivery.nextAttemptAt && (
          <>
            {" · next "}
            <RelativeTime iso={delivery.nextAttemptAt} />
          </>
        )}
      </p>
      <p className="col-start-2 row-start-1 text-end text-sm text-muted md:col-start-auto md:row-start-auto">
        <RelativeTime iso={delivery.createdAt} />
      </p>
    </li>
  );
}

type Props = {
  webhook: WebhookLineFragment;
  filter: DeliveryFilter;
  onFilter: (filter: DeliveryFilter) => void;
};

/** What was and is owed to a webhook: live, filtered, each to be opened. */
export function DeliveryLog({ webhook, filter, onFilter }: Props) {
  const [live, setLive] = useState(true);
  const { types } = useEventTypes();
  const { deliveries, error, refetch, hasMore, loadMore, loading } = useDeliveries(
    webhook.accountId,
    webhook.id,
    filter,
    live,
  );
  const filtered = Boolean(filter.state || filter.type || filter.since);

  return (
    <Card>
      <CardHeader
        title="Deliveries"
        description={live ? "New ones appear by themselves." : "Held: new ones do not appear."}
        action={
          <Button
            size="sm"
            onClick={() => {
              if (!live) refetch();
              setLive(!live);
            }}
          >
            {live ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
            {live ? "Hold" : "Go on"}
          </Button>
        }
      />
      <search className="flex flex-wrap gap-2 px-5 pb-4">
        <Select
          aria-label="State"
          className="w-auto!"
          value={filter.state ?? ""}
          onChange={(event) =>
            onFilter({
              ...filter,
              state: (event.target.value || undefined) as DeliveryFilter["state"],
            })
          }
        >
          <option value="">All states</option>
          {stateNames.map((name) => (
            <option key={name} value={name}>
              {states[name].word}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Event kind"
          className="w-auto!"
          value={filter.type ?? ""}
          onChange={(event) => onFilter({ ...filter, type: event.target.value || undefined })}
        >
          <option value="">All kinds</option>
          {types?.map(({ type }) => (
            <option key={type}>{type}</option>
          ))}
        </Select>
        <Input
          type="datetime-local"
          aria-label="Owed since"
          className="w-auto!"
          value={filter.since ? localInput(Date.parse(filter.since)) : ""}
          onChange={(event) =>
            onFilter({
              ...filter,
              since: event.target.value ? new Date(event.target.value).toISOString() : undefined,
            })
          }
        />
      </search>
      <div className="border-t border-line">
        {!deliveries ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <Loading what="deliveries">
              <div className="grid gap-3 p-5">
                <Skeleton className="h-8" />
                <Skeleton className="h-8" />
                <Skeleton className="h-8" />
              </div>
            </Loading>
          )
        ) : deliveries.length === 0 ? (
          filtered ? (
            <Empty
              icon={<SearchX />}
              title="Nothing matches"
              action={<Button onClick={() => onFilter({})}>Clear the filters</Button>}
            />
          ) : (
            <Empty icon={<WebhookIcon />} title="Nothing was delivered yet">
              The first event that this webhook wants appears here by itself.
            </Empty>
          )
        ) : (
          <ul className="divide-y divide-line">
            {deliveries.map((delivery) => (
              <Row key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        )}
        {hasMore && (
          <div className="border-t border-line p-3 text-center">
            <Button size="sm" busy={loading} onClick={loadMore}>
              Show more deliveries
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
