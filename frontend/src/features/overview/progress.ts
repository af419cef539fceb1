import type { AccountStatus } from "@/gql/graphql";

type Account = {
  id: string;
  status: AccountStatus;
  phoneNumber?: string | null;
  lastActiveAt?: string | null;
};

export type FirstSteps = { added: boolean; linked: boolean; sent: boolean };

/** The account to go on with: one that is connected, if there is one. */
export function candidate<T extends Account>(accounts: readonly T[]): T | undefined {
  return accounts.find(({ status }) => status === "ready") ?? accounts[0];
}

/**
 * How far a newcomer has come. An account that was linked once counts, whatever befell it since;
 * and who has used another account knows how to send.
 */
export function firstSteps(accounts: readonly Account[], sent: boolean): FirstSteps {
  return {
    added: accounts.length > 0,
    linked: accounts.some((account) => account.status === "ready" || account.phoneNumber),
    sent: sent || accounts.some((a) => a.lastActiveAt && a.id !== candidate(accounts)?.id),
  };
}

export const complete = (steps: FirstSteps): boolean => steps.added && steps.linked && steps.sent;
