import { randomKey } from "@/lib/ids";
import type { Hours } from "./ai-values";

// As the server counts: 0 is Sunday. A week of work begins on Monday.
export const week = [1, 2, 3, 4, 5, 6, 0] as const;

export const dayNames = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

/** Midnight as an end: a time input has no 24:00. */
export const toInput = (to: string): string => (to === "24:00" ? "00:00" : to);
export const fromInput = (to: string): string => (to === "00:00" ? "24:00" : to);

export const dayHours = (day: number, from = "09:00", to = "17:00"): Hours => ({
  key: randomKey(),
  day,
  from,
  to,
});

export const workWeek = (): Hours[] => [1, 2, 3, 4, 5].map((day) => dayHours(day));

/** One day's hours on all days of the week. */
export function likeDay(hours: readonly Hours[], day: number): Hours[] {
  const model = hours.filter((one) => one.day === day);
  return week.flatMap((each) =>
    each === day ? model : model.map(({ from, to }) => dayHours(each, from, to)),
  );
}

/** Whether hours go on into the next day, such as 22:00 to 06:00. */
export const overNight = ({ from, to }: Pick<Hours, "from" | "to">): boolean =>
  from !== "" && to !== "" && to < from;

/** "Mon–Fri 09:00–17:00": days with the same hours together. */
export function hoursWords(hours: readonly Hours[]): string {
  if (hours.length === 0) return "always";
  const spans = (day: number) =>
    hours
      .filter((one) => one.day === day)
      .map((one) => `${one.from}–${one.to}${overNight(one) ? " the next day" : ""}`)
      .sort()
      .join(", ");
  const groups: { first: number; last: number; text: string }[] = [];
  for (const day of week) {
    const text = spans(day);
    const before = groups.at(-1);
    if (before && before.text === text) before.last = day;
    else groups.push({ first: day, last: day, text });
  }
  const short = (day: number) => (dayNames[day] ?? "").slice(0, 3);
  return groups
    .filter(({ text }) => text)
    .map(
      ({ first, last, text }) =>
        `${first === last ? short(first) : `${short(first)}–${short(last)}`} ${text}`,
    )
    .join("; ");
}
