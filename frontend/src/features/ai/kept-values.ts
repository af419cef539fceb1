import type { AiValues } from "./ai-values";

// In memory: whoever looks at another page and comes back finds what was not saved yet.
const kept = new Map<string, AiValues>();

export const keptValues = (accountId: string): AiValues | undefined => kept.get(accountId);

export function keepValues(accountId: string, values: AiValues | null) {
  if (values) kept.set(accountId, values);
  else kept.delete(accountId);
}
