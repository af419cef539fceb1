import { mapExchange } from "urql";
import type { MessageStatus } from "@/gql/graphql";
import { furthest } from "./message-status";

type Status = { status: MessageStatus; error?: unknown; errorCode?: unknown };

const remembered = 5000;

/**
 * Holds the furthest status seen of each message and corrects what an older answer says.
 * Its reach is bounded: a message that scrolled out of memory can only be as old as its answer.
 */
export function createStatusGuard() {
  const seen = new Map<string, Status>();

  function guard(message: Record<string, unknown>) {
    const id = message.id;
    const status = message.status as MessageStatus | undefined;
    if (typeof id !== "string" || !status) return;
    const before = seen.get(id);
    if (before && furthest(before.status, status) !== status) {
      message.status = before.status;
      if ("error" in message) message.error = before.error ?? null;
      if ("errorCode" in message) message.errorCode = before.errorCode ?? null;
      return;
    }
    seen.delete(id);
    seen.set(id, { status, error: message.error, errorCode: message.errorCode });
    if (seen.size > remembered) {
      const oldest = seen.keys().next();
      if (!oldest.done) seen.delete(oldest.value);
    }
  }

  function walk(value: unknown) {
    if (Array.isArray(value)) {
      for (const item of value) walk(item);
    } else if (value && typeof value === "object") {
      const object = value as Record<string, unknown>;
      if (object.__typename === "Message") guard(object);
      for (const child of Object.values(object)) walk(child);
    }
  }

  return walk;
}

/** Stands between the cache and the server. */
export function statusGuardExchange() {
  const guard = createStatusGuard();
  return mapExchange({
    onResult(result) {
      if (result.data) guard(result.data);
    },
  });
}
