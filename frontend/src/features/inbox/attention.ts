import type { ThreadMessageFragment } from "@/gql/graphql";
import { createStore } from "@/lib/store";

/** What the composer of a conversation is about: an answer to a message, or its new text. */
export type Attention = { kind: "reply" | "edit"; message: ThreadMessageFragment };

export const attention = createStore<Readonly<Record<string, Attention>>>({});

export const attend = (chatId: string, to: Attention | null) =>
  attention.set(({ [chatId]: _before, ...others }) => (to ? { ...others, [chatId]: to } : others));
