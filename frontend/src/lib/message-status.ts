import type { MessageStatus } from "@/gql/graphql";

// Failed stands below sent: a late success is the truth, a late "queued" is not.
const rank: Record<MessageStatus, number> = {
  received: 0,
  queued: 1,
  sending: 2,
  failed: 3,
  sent: 4,
  delivered: 5,
  read: 6,
  played: 7,
};

/** The status further along: answers arrive out of order, ticks never go back. */
export function furthest(a: MessageStatus, b: MessageStatus): MessageStatus {
  return rank[b] >= rank[a] ? b : a;
}

export type Tick = "clock" | "one" | "two" | "blue" | "failed" | "none";

const ticks: Record<MessageStatus, Tick> = {
  received: "none",
  queued: "clock",
  sending: "clock",
  sent: "one",
  delivered: "two",
  read: "blue",
  played: "blue",
  failed: "failed",
};

const words: Record<MessageStatus, string> = {
  received: "Received",
  queued: "Waits for its turn",
  sending: "Sending",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  played: "Played",
  failed: "Not sent",
};

export const tickOf = (status: MessageStatus): Tick => ticks[status];
export const statusWords = (status: MessageStatus): string => words[status];
