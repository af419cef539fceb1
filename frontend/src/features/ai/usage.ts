import type { AiUsageQuery } from "@/gql/graphql";

export type UsageRow = AiUsageQuery["aiUsage"][number];
export type Measure = "replies" | "tokens" | "cost";

export const measures: Record<Measure, string> = {
  replies: "Answers",
  tokens: "Tokens",
  cost: "Cost",
};

export const measure = (row: UsageRow, what: Measure): number =>
  what === "replies"
    ? row.replies
    : what === "tokens"
      ? row.tokensIn + row.tokensOut
      : (row.cost ?? 0);

export type Day = { day: string; value: number };

/** A value for each of the last days, also those when nothing was asked; oldest first. */
export function byDay(rows: readonly UsageRow[], days: number, what: Measure, now = Date.now()) {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.day, (sums.get(row.day) ?? 0) + measure(row, what));
  return Array.from({ length: days }, (_, i): Day => {
    const day = new Date(now - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    return { day, value: sums.get(day) ?? 0 };
  });
}

export type Totals = {
  replies: number;
  tokens: number;
  cost: number;
  /** Some models' prices are not known, so the cost is more. */
  partly: boolean;
};

export function totals(rows: readonly UsageRow[]): Totals {
  const sum: Totals = { replies: 0, tokens: 0, cost: 0, partly: false };
  for (const row of rows) {
    sum.replies += row.replies;
    sum.tokens += row.tokensIn + row.tokensOut;
    sum.cost += row.cost ?? 0;
    if (row.cost === null) sum.partly = true;
  }
  return sum;
}
