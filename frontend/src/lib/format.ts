const day = 86_400_000;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long" });
const date = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export const clockTime = (iso: string): string => clock.format(new Date(iso));
export const exactTime = (iso: string): string => exact.format(new Date(iso));

const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);

/** "Today", "Yesterday", a weekday of the last six days, or a date. */
export function dayLabel(iso: string, now = Date.now()): string {
  const days = Math.round((midnight(now) - midnight(Date.parse(iso))) / day);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 7) return weekday.format(new Date(iso));
  return date.format(new Date(iso));
}

/** For lists: the clock today, else the day. */
export function shortTime(iso: string, now = Date.now()): string {
  const label = dayLabel(iso, now);
  return label === "Today" ? clockTime(iso) : label;
}

/** "3 d 4 h", "5 h 12 m", "42 s": the two largest units. */
export function duration(seconds: number): string {
  const units: [number, string][] = [
    [86_400, "d"],
    [3600, "h"],
    [60, "m"],
    [1, "s"],
  ];
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [size, unit] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 s";
}

export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(unit > 0 && value < 100 ? 1 : 0)} ${units[unit]}`;
}

export const integer = (value: number): string => new Intl.NumberFormat().format(value);
