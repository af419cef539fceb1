import type { WebhookDeliveryState } from "@/gql/graphql";
import type { Tone } from "@/ui/status";

// Apart from the data: the address of the page is checked before the page is loaded.

export type DeliveryFilter = {
  state?: WebhookDeliveryState | undefined;
  type?: string | undefined;
  since?: string | undefined;
};

export const states: Record<WebhookDeliveryState, { word: string; tone: Tone }> = {
  pending: { word: "Waiting", tone: "neutral" },
  retrying: { word: "Retrying", tone: "warn" },
  delivered: { word: "Delivered", tone: "ok" },
  dead_letter: { word: "Given up", tone: "bad" },
  cancelled: { word: "Cancelled", tone: "neutral" },
};

export const stateNames = Object.keys(states) as WebhookDeliveryState[];

/** Whether somebody can still change what becomes of it. */
export const waits = (state: WebhookDeliveryState) => state === "pending" || state === "retrying";
