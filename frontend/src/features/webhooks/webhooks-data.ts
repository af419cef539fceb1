import { useMutation, useSubscription } from "urql";
import { graphql, readFragment } from "@/gql";
import type { WebhookStatus } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/use-live-query";
import type { Tone } from "@/ui/status";

export const WebhookLine = graphql(`
  fragment WebhookLine on Webhook {
    id
    accountId
    url
    description
    isActive
    status
    events
    filters {
      chats
      direction
      types
      groups
      text
    }
    headerNames
    ordered
    maxAttempts
    format
    oldSecretUntil
    failures
    failingSince
    openUntil
    disabledAt
    disabledText
    lastSuccessAt
    lastFailureAt
    lastError
    health {
      attempts
      successRate
      p50Ms
      p95Ms
      waiting
      oldestAt
      deadLetters
      recent {
        durationMs
        ok
      }
    }
    createdAt
  }
`);

const Webhooks = graphql(`
  query Webhooks($accountId: ID!) {
    webhooks(accountId: $accountId) {
      ...WebhookLine
    }
  }
`);

const WebhooksLive = graphql(`
  subscription WebhooksLive($accountId: ID!) {
    webhooksChanged(accountId: $accountId) {
      ...WebhookLine
    }
  }
`);

const WebhookPage = graphql(`
  query WebhookPage($id: ID!) {
    webhook(id: $id) {
      ...WebhookLine
    }
  }
`);

export const useWebhooksLive = (accountId: string | undefined) =>
  useSubscription({
    query: WebhooksLive,
    variables: { accountId: accountId ?? "" },
    pause: !accountId,
  });

export function useWebhooks(accountId: string) {
  useWebhooksLive(accountId);
  const [result, refetch] = useLiveQuery({ query: Webhooks, variables: { accountId } });
  const webhooks = result.data && readFragment(WebhookLine, result.data.webhooks);
  return { webhooks, error: result.error, refetch };
}

export function useWebhook(id: string) {
  const [result, refetch] = useLiveQuery({ query: WebhookPage, variables: { id } });
  const webhook = readFragment(WebhookLine, result.data?.webhook);
  useWebhooksLive(webhook?.accountId);
  const missing = Boolean(result.data) && !result.stale && !webhook;
  return { webhook, missing, error: result.error, refetch };
}

const EventTypes = graphql(`
  query EventTypes {
    eventTypes {
      type
      description
      sample
    }
  }
`);

export function useEventTypes() {
  const [{ data, error }] = useLiveQuery({ query: EventTypes });
  return { types: data?.eventTypes, error };
}

const Create = graphql(`
  mutation CreateWebhook($input: CreateWebhookInput!) {
    createWebhook(input: $input) {
      secret
      webhook {
        ...WebhookLine
        id
      }
    }
  }
`);

const Update = graphql(`
  mutation UpdateWebhook($input: UpdateWebhookInput!) {
    updateWebhook(input: $input) {
      webhook {
        ...WebhookLine
      }
    }
  }
`);

const Delete = graphql(`
  mutation DeleteWebhook($id: ID!) {
    deleteWebhook(input: { id: $id }) {
      deletedId
    }
  }
`);

const Rotate = graphql(`
  mutation RotateWebhookSecret($id: ID!, $minutes: Int!) {
    rotateWebhookSecret(input: { id: $id, overlapMinutes: $minutes }) {
      secret
      webhook {
        ...WebhookLine
      }
    }
  }
`);

const Test = graphql(`
  mutation TestWebhook($id: ID!, $type: String!) {
    testWebhook(input: { id: $id, type: $type }) {
      success
      statusCode
      durationMs
      error
      url
      requestHeaders {
        name
        value
      }
      requestBody
      responseHeaders {
        name
        value
      }
      responseBody
    }
  }
`);

export const useCreateWebhook = () => useMutation(Create);
export const useUpdateWebhook = () => useMutation(Update);
export const useDeleteWebhook = () => useMutation(Delete);
export const useRotateSecret = () => useMutation(Rotate);
export const useTestWebhook = () => useMutation(Test);

export const statuses: Record<WebhookStatus, { word: string; tone: Tone }> = {
  active: { word: "Active", tone: "ok" },
  failing: { word: "Failing", tone: "warn" },
  open: { word: "Broken: probing", tone: "bad" },
  paused: { word: "Paused", tone: "neutral" },
  disabled: { word: "Turned off", tone: "bad" },
};

/** The part of an address that people know a receiver by. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/** What follows the host, where several webhooks go to one. */
export function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname === "/" ? search : pathname + search;
  } catch {
    return "";
  }
}

export const percent = (share: number | null): string =>
  share === null ? "–" : `${share === 1 ? 100 : Math.min(99.9, Math.round(share * 1000) / 10)} %`;

export const milliseconds = (ms: number | null): string => {
  if (ms === null) return "–";
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
};
