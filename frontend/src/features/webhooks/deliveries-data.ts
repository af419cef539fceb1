import { useEffect, useRef, useState } from "react";
import { useClient, useMutation, useSubscription } from "urql";
import { graphql, readFragment } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";
import type { DeliveryFilter } from "./delivery-states";

export const DeliveryLine = graphql(`
  fragment DeliveryLine on WebhookDelivery {
    id
    webhookId
    type
    state
    attemptCount
    maxAttempts
    nextAttemptAt
    lastStatusCode
    lastError
    lastDurationMs
    createdAt
    finishedAt
  }
`);

const Deliveries = graphql(`
  query Deliveries(
    $accountId: ID!
    $webhookId: ID!
    $state: WebhookDeliveryState
    $type: String
    $since: Time
    $after: String
  ) {
    deliveries(
      accountId: $accountId
      webhookId: $webhookId
      state: $state
      type: $type
      since: $since
      first: 50
      after: $after
    ) {
      nodes {
        ...DeliveryLine
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const DeliveryLive = graphql(`
  subscription DeliveryLive($accountId: ID!) {
    deliveryChanged(accountId: $accountId) {
      ...DeliveryLine
      id
      webhookId
    }
  }
`);

// Many may come at once; the list is asked for once for all of them.
const breath = 300;

/** What was and is owed to a webhook, newest first; new ones come by themselves while `live`. */
export function useDeliveries(
  accountId: string,
  webhookId: string,
  { state, type, since }: DeliveryFilter,
  live: boolean,
) {
  const client = useClient();
  const variables = {
    accountId,
    webhookId,
    state: state ?? null,
    type: type ?? null,
    since: since ?? null,
  };
  const [result, refetch, reread] = useLiveQuery({ query: Deliveries, variables });
  const [loading, setLoading] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  useSubscription(
    { query: DeliveryLive, variables: { accountId }, pause: !live },
    (_before, event) => {
      if (event.deliveryChanged.webhookId === webhookId) {
        clearTimeout(timer.current);
        timer.current = setTimeout(refetch, breath);
      }
      return event;
    },
  );

  const page = result.data?.deliveries;
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  const loadMore = async () => {
    if (!after) return;
    setLoading(true);
    await client
      .query(Deliveries, { ...variables, after }, { requestPolicy: "network-only" })
      .toPromise();
    setLoading(false);
    reread();
  };

  const deliveries = page && readFragment(DeliveryLine, page.nodes);
  return { deliveries, error: result.error, refetch, hasMore: Boolean(after), loadMore, loading };
}

const Delivery = graphql(`
  query Delivery($id: ID!) {
    delivery(id: $id) {
      ...DeliveryLine
      id
      eventId
      type
      state
      nextAttemptAt
      body
      attempts {
        number
        at
        durationMs
        url
        requestHeaders {
          name
          value
        }
        statusCode
        responseHeaders {
          name
          value
        }
        responseBody
        error
      }
    }
  }
`);

export function useDelivery(id: string | undefined) {
  const [{ data, error }, refetch] = useLiveQuery({
    query: Delivery,
    variables: { id: id ?? "" },
    pause: !id,
  });
  const delivery = data?.delivery;
  const line = readFragment(DeliveryLine, delivery);
  const told = line && `${line.state} ${line.attemptCount}`;
  // The live event has the state; the attempt with its answer has to be asked for.
  useEffect(() => {
    if (told) refetch();
  }, [told, refetch]);
  return { delivery, loaded: Boolean(data), error, refetch };
}

const Replay = graphql(`
  mutation ReplayDelivery($id: ID!) {
    replayDelivery(input: { id: $id }) {
      delivery {
        ...DeliveryLine
      }
    }
  }
`);

const Cancel = graphql(`
  mutation CancelDelivery($id: ID!) {
    cancelDelivery(input: { id: $id }) {
      delivery {
        ...DeliveryLine
      }
    }
  }
`);

const ReplayFailed = graphql(`
  mutation ReplayFailedDeliveries($webhookId: ID!, $since: Time!) {
    replayFailedDeliveries(input: { webhookId: $webhookId, since: $since }) {
      count
    }
  }
`);

const ReplayEvents = graphql(`
  mutation ReplayEvents($input: ReplayEventsInput!) {
    replayEvents(input: $input) {
      count
    }
  }
`);

export const useReplay = () => useMutation(Replay);
export const useCancelDelivery = () => useMutation(Cancel);
export const useReplayFailed = () => useMutation(ReplayFailed);
export const useReplayEvents = () => useMutation(ReplayEvents);
