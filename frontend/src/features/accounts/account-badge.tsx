import type { AccountLineFragment } from "@/gql/graphql";
import { accountState } from "@/lib/account-state";
import { Status } from "@/ui/status";

export function AccountBadge({ account }: { account: AccountLineFragment }) {
  const { tone, word } = accountState(account.status, account.reason);
  return <Status tone={tone} word={word} />;
}
