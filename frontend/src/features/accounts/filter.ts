import type { AccountLineFragment } from "@/gql/graphql";

export type AccountFilter = {
  q?: string | undefined;
  state?: "connected" | "attention" | "" | undefined;
};

type Filtered = Pick<AccountLineFragment, "name" | "phoneNumber" | "status">;

/** By words of the name, digits of the number in any writing, and state. */
export function filterAccounts<T extends Filtered>(
  accounts: readonly T[],
  { q, state }: AccountFilter,
): T[] {
  const text = q?.trim().toLowerCase() ?? "";
  const digits = text.replace(/[\s+()./-]/g, "");
  return accounts.filter((account) => {
    if (state === "connected" && account.status !== "ready") return false;
    if (state === "attention" && account.status === "ready") return false;
    if (!text) return true;
    if (account.name.toLowerCase().includes(text)) return true;
    return /^\d+$/.test(digits) && (account.phoneNumber ?? "").includes(digits);
  });
}
