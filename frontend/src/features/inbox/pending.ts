import type { Client, CombinedError } from "urql";
import type { SendInput } from "@/gql/graphql";
import { codeOf } from "@/lib/client";
import { describe } from "@/lib/errors";
import { randomKey } from "@/lib/ids";
import { createStore } from "@/lib/store";
import { Send } from "./send-data";

export type More = Pick<
  SendInput,
  "type" | "replyTo" | "sendAt" | "timeZone" | "priority" | "poll" | "location" | "contacts"
>;

export type Pending = {
  /** The idempotency key: trying again cannot send twice. */
  key: string;
  accountId: string;
  chatId: string;
  to: string;
  text: string;
  file: File | null;
  /** What else goes along: an answered message, a time, a poll, a place. */
  more: More;
  since: number;
  state: "sending" | "failed";
  error: string | null;
  /** Refused because the same text has just gone there. */
  duplicate: boolean;
};

/** What was written and the server has not confirmed yet, in all conversations. */
export const pending = createStore<readonly Pending[]>([]);

const change = (key: string, next: Partial<Pending>) =>
  pending.set((all) => all.map((item) => (item.key === key ? { ...item, ...next } : item)));

export const discard = (key: string) =>
  pending.set((all) => all.filter((item) => item.key !== key));

export type Outgoing = Pick<Pending, "accountId" | "to" | "text" | "file"> & { more?: More };

/** One call to the server, without any list. */
export async function send(
  client: Client,
  { accountId, to, text, file, more }: Outgoing,
  key: string,
  allowDuplicate = false,
): Promise<{ chatId: string } | { error: CombinedError }> {
  const input: SendInput = {
    accountId,
    to,
    idempotencyKey: key,
    allowDuplicate,
    ...more,
    ...(text ? { text } : {}),
    ...(file ? { file } : {}),
  };
  const { data, error } = await client.mutation(Send, { input }).toPromise();
  if (data) return { chatId: data.send.message.chatId };
  if (error) return { error };
  throw new Error("The server answered nothing.");
}

async function attempt(client: Client, item: Pending, allowDuplicate: boolean) {
  const result = await send(client, item, item.key, allowDuplicate);
  if (!("error" in result)) return discard(item.key);
  const duplicate = codeOf(result.error) === "CONFLICT" && !allowDuplicate;
  change(item.key, { state: "failed", error: describe(result.error).message, duplicate });
}

export function submit(client: Client, outgoing: Outgoing & { chatId: string }) {
  const item: Pending = {
    more: {},
    ...outgoing,
    key: randomKey(),
    since: Date.now(),
    state: "sending",
    error: null,
    duplicate: false,
  };
  pending.set((all) => [...all, item]);
  void attempt(client, item, false);
}

export function retry(client: Client, item: Pending) {
  change(item.key, { state: "sending", error: null });
  void attempt(client, item, item.duplicate);
}

type Shown = { direction: string; text?: string | null; timestamp: string };

/**
 * Whether the message is in the thread already: its live event can be faster than the answer to
 * the call. Two seconds for clocks that differ.
 */
export function arrived(item: Pending, messages: readonly Shown[]): boolean {
  if (item.state !== "sending") return false;
  return messages.some(
    (message) =>
      message.direction === "outgoing" &&
      (message.text ?? "") === item.text &&
      Date.parse(message.timestamp) >= item.since - 2000,
  );
}
