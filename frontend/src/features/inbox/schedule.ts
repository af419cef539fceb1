import type { Priority } from "@/gql/graphql";

/** When a message goes at the earliest, and how urgent it is. */
export type Schedule = {
  input: { sendAt?: string; timeZone?: string; priority?: Priority };
};

const format = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});

const priorities: Record<Priority, string> = {
  reply: "before all others",
  transactional: "as usual",
  bulk: "after all others",
};

/** The local time as it was chosen, whatever zone this browser is in. */
export function scheduleWords({ input }: Schedule): string {
  const { sendAt, timeZone, priority } = input;
  const parts: string[] = [];
  if (sendAt) parts.push(`Goes ${format.format(new Date(`${sendAt}Z`))} (${timeZone ?? "UTC"})`);
  if (priority) parts.push(sendAt ? priorities[priority] : `Goes ${priorities[priority]}`);
  return parts.join(", ");
}

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Every zone that the browser knows, its own first. */
export function zones(): string[] {
  const own = browserZone();
  const known = Intl.supportedValuesOf?.("timeZone") ?? [];
  return [own, ...["UTC", ...known].filter((zone) => zone !== own)];
}
