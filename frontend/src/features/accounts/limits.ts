import * as z from "zod/mini";
import type { AccountDetailsFragment, LimitsInput } from "@/gql/graphql";

export type Limits = AccountDetailsFragment["limits"];
export type Overrides = AccountDetailsFragment["overrides"];

/** Minutes since midnight as a time input has them. */
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

export const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};

/** One word or phrase a line, without empty ones. */
export const wordsOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

const count = z
  .string()
  .check(z.regex(/^\d{1,7}$/, "Write a whole number; 0 turns this limit off."));

export const schema = z
  .object({
    minIntervalMs: count,
    randomDelayMs: count,
    typingDelayMs: count,
    maxPerHour: count,
    maxPerDay: count,
    maxNewPerDay: count,
    maxSameTextPerDay: count,
    warmUpDays: count,
    quietFrom: z.string(),
    quietTo: z.string(),
    readBeforeReply: z.boolean(),
    optOutWords: z.string(),
    optInWords: z.string(),
  })
  .check(
    z.refine(({ quietFrom, quietTo }) => (quietFrom === "") === (quietTo === ""), {
      error: "Set both times, or clear both.",
      path: ["quietTo"],
    }),
  );

export type Values = z.infer<typeof schema>;
export type Name = keyof Values;

export const counts = [
  "minIntervalMs",
  "randomDelayMs",
  "typingDelayMs",
  "maxPerHour",
  "maxPerDay",
  "maxNewPerDay",
  "maxSameTextPerDay",
  "warmUpDays",
] as const satisfies readonly Name[];

/** What the form shows: the limits that hold, whosever they are. */
export function valuesOf(limits: Limits, overrides: Overrides): Values {
  const quiet = limits.quietFrom !== limits.quietTo;
  return {
    ...(Object.fromEntries(counts.map((name) => [name, String(limits[name])])) as Pick<
      Values,
      (typeof counts)[number]
    >),
    quietFrom: quiet ? clockOf(limits.quietFrom) : "",
    quietTo: quiet ? clockOf(limits.quietTo) : "",
    readBeforeReply: limits.readBeforeReply,
    optOutWords: overrides.optOutWords?.join("\n") ?? "",
    optInWords: overrides.optInWords?.join("\n") ?? "",
  };
}

type Changed = Partial<Record<Name, boolean | undefined>>;

/** Only what was changed: the rest goes on following the server's defaults. */
export function inputOf(values: Values, changed: Changed): LimitsInput {
  const input: LimitsInput = {};
  for (const name of counts) if (changed[name]) input[name] = Number(values[name]);
  if (changed.quietFrom || changed.quietTo) {
    // The same time twice turns quiet hours off.
    input.quietFrom = values.quietFrom ? minutesOf(values.quietFrom) : 0;
    input.quietTo = values.quietTo ? minutesOf(values.quietTo) : 0;
  }
  if (changed.readBeforeReply) input.readBeforeReply = values.readBeforeReply;
  for (const name of ["optOutWords", "optInWords"] as const) {
    if (!changed[name]) continue;
    const words = wordsOf(values[name]);
    input[name] = words.length > 0 ? words : null;
  }
  return input;
}

/** Whether one of the settings is the account's own. */
export const isOwn = (overrides: Overrides, ...names: Name[]): boolean =>
  names.some((name) => overrides[name] !== null && overrides[name] !== undefined);
