import type { Client, CombinedError } from "urql";
import { graphql } from "@/gql";
import { codeOf } from "@/lib/client";
import { describe } from "@/lib/errors";
import { randomKey } from "@/lib/ids";
import { createStore } from "@/lib/store";

const SendText = graphql(`
  mutation InboxSendText($input: SendMessageInput!) {
    sendMessage(input: $input) {
      message {
        ...ThreadMessage
        id
        chatId
      }
    }
  }
`);

const SendMedia = graphql(`
  mutation InboxSendMedia($input: SendMediaInput!) {
    sendMedia(input: $input) {
      message {
        ...ThreadMessage
        id
        chatId
      }
    }
  }
`);

export type Pending = {
  /** The idempotency key: trying again cannot send twice. */
  key: string;
  accountId: string;
  chatId: string;
  to: string;
  text: string;
  file: File | null;
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

export type Outgoing = Pick<Pending, "accountId" | "to" | "text" | "file">;

/** One call to the server, without any list. */
export async function send(
  client: Client,
  { accountId, to, text, file }: Outgoing,
  key: string,
  allowDuplicate = false,
): Promise<{ chatId: string } | { error: CombinedError }> {
  const common = { accountId, to, idempotencyKey: key, allowDuplicate };
  if (file) {
    const { data, error } = await client
      .mutation(SendMedia, { input: { ...common, file, caption: text || null } })
      .toPromise();
    if (data) return { chatId: data.sendMedia.message.chatId };
    if (error) return { error };
  } else {
    const { data, error } = await client
      .mutation(SendText, { input: { ...common, text } })
      .toPromise();
    if (data) return { chatId: data.sendMessage.message.chatId };
    if (error) return { error };
  }
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
