// In memory only, so that the next page can show a key that the server tells once.
const keys = new Map<string, string>();

export const rememberKey = (accountId: string, key: string) => keys.set(accountId, key);
export const freshKey = (accountId: string): string | undefined => keys.get(accountId);
export const forgetKey = (accountId: string) => keys.delete(accountId);
