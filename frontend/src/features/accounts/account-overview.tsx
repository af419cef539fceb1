import { Link } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import type { AccountDetailsFragment, AccountLineFragment } from "@/gql/graphql";
import { sendSample } from "@/lib/curl";
import { duration, integer } from "@/lib/format";
import { freshKey } from "@/lib/fresh-keys";
import { formatNumber } from "@/lib/phone-number";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CodeBlock, CopyButton } from "@/ui/copy";
import { RelativeTime } from "@/ui/relative-time";
import { NewKey } from "./new-key";

const ms = (value: number) =>
  value === 0 ? "Off" : value < 1000 ? `${value} ms` : duration(value / 1000);
const most = (value: number) => (value === 0 ? "No limit" : integer(value));

type Props = { account: AccountLineFragment; details: AccountDetailsFragment };

export function AccountOverview({ account, details }: Props) {
  const { limits } = details;
  const facts: [string, React.ReactNode][] = [
    ["Number", account.phoneNumber ? formatNumber(account.phoneNumber) : "Not linked yet"],
    ["Name on WhatsApp", account.pushName ?? "Unknown"],
    ["Waiting to be sent", integer(account.queue.queued)],
    [
      "Last active",
      account.lastActiveAt ? <RelativeTime key="active" iso={account.lastActiveAt} /> : "Never",
    ],
    ["Added", <RelativeTime key="created" iso={details.createdAt} />],
    ["Time between messages", ms(limits.minIntervalMs)],
    ["Most per hour", most(limits.maxPerHour)],
    ["Most per day", most(limits.maxPerDay)],
  ];
  const key = freshKey(account.id);
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader
          title="About this account"
          description={account.description || undefined}
          action={
            <Button asChild size="sm">
              <Link to="/inbox/$accountId" params={{ accountId: account.id }}>
                <Inbox aria-hidden="true" />
                Inbox
              </Link>
            </Button>
          }
        />
        <dl className="divide-y divide-line border-t border-line">
          {facts.map(([name, value]) => (
            <div key={name} className="flex justify-between gap-4 px-5 py-2.5">
              <dt className="text-muted">{name}</dt>
              <dd className="text-end tabular">{value}</dd>
            </div>
          ))}
          <div className="flex items-center justify-between gap-4 py-1 ps-5 pe-2">
            <dt className="shrink-0 text-muted">Account id</dt>
            <dd className="flex min-w-0 items-center gap-1">
              <code className="truncate font-mono text-sm">{account.id}</code>
              <CopyButton text={account.id} what="account id" iconOnly />
            </dd>
          </div>
        </dl>
      </Card>
      <Card className="self-start">
        <CardHeader
          title="Send by API"
          description={
            key ? undefined : (
              <>
                The key starts with <code className="font-mono">{details.apiKeyPrefix}</code>. Make
                a new one under Settings if it is lost.
              </>
            )
          }
        />
        <div className="px-5 pb-5">
          {key ? (
            <NewKey apiKey={key} number={account.phoneNumber} />
          ) : (
            <CodeBlock
              code={sendSample(
                window.location.origin,
                "$WA_API_KEY",
                account.phoneNumber ?? "4915112345678",
              )}
              what="curl sample"
            />
          )}
        </div>
      </Card>
    </div>
  );
}
