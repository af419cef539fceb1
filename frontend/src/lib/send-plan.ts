import { clockTime } from "./format";

const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** About when a message goes, as exact as an estimate deserves. */
export function planTime(at: string, now = Date.now()): string {
  const time = Date.parse(at);
  const seconds = Math.round((time - now) / 1000);
  if (seconds <= 5) return "any moment";
  if (seconds < 90) return `in about ${seconds} s`;
  if (seconds < 3600) return `in about ${Math.round(seconds / 60)} min`;
  const today = new Date(time).toDateString() === new Date(now).toDateString();
  return today ? `about ${clockTime(at)}` : `about ${dayAndTime.format(new Date(time))}`;
}

export type Plan = {
  at?: string | null;
  reason?: string | null;
  text: string;
  ahead: number;
};

/** When and why in one line, such as "Goes about 14:20. It is scheduled." */
export function planWords(plan: Plan, now = Date.now()): string {
  const place = plan.ahead > 0 && plan.reason !== "scheduled" ? ` ${plan.ahead} before it.` : "";
  if (!plan.at) return `${plan.text}${place}`;
  return `Goes ${planTime(plan.at, now)}. ${plan.text}${place}`;
}
