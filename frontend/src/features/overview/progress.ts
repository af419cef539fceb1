import type { AccountStatus } from "@/gql/graphql";

type Account = { id: string; status: AccountStatus; phoneNumber?: string | null };

export type FirstSteps = { added: boolean; linked: boolean; sent: boolean };

/** How far a newcomer has come. An account that was linked once counts, whatever befell it since. */
export function firstSteps(accounts: readonly Account[], sent: boolean): FirstSteps {
  return {
    added: accounts.length > 0,
    linked: accounts.some((account) => account.status === "ready" || account.phoneNumber),
    sent,
  };
}

export const complete = (steps: FirstSteps): boolean => steps.added && steps.linked && steps.sent;
