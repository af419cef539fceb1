/** Whether a pattern names an event kind: `*` all, `message.*` also `message` itself. */
export function covers(pattern: string, type: string): boolean {
  if (pattern === "*" || pattern === type) return true;
  if (!pattern.endsWith(".*")) return false;
  const stem = pattern.slice(0, -2);
  return type === stem || type.startsWith(`${stem}.`);
}

/** The patterns worth offering: one for each first word that several kinds share. */
export function groupsOf(types: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const type of types) {
    const stem = type.split(".")[0] ?? type;
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([stem]) => `${stem}.*`);
}

/** With one more or one less; what the new one covers is left out, for it says nothing more. */
export function toggled(chosen: readonly string[], pattern: string): string[] {
  if (chosen.includes(pattern)) return chosen.filter((one) => one !== pattern);
  return [...chosen.filter((one) => !covers(pattern, one)), pattern];
}

/** What a webhook gets, to read: a lone asterisk says nothing to people. */
export const eventWords = (events: readonly string[]): string =>
  events.includes("*") ? "every event" : events.join(", ");
