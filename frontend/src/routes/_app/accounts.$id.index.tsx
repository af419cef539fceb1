import { createFileRoute } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { AccountBadge } from "@/features/accounts/account-badge";
import { AccountMenu } from "@/features/accounts/account-menu";
import { AccountOverview } from "@/features/accounts/account-overview";
import { AccountDetails, useAccountPage } from "@/features/accounts/account-page-data";
import { AccountSettings } from "@/features/accounts/account-settings";
import { RemedyButton } from "@/features/accounts/remedy-button";
import { type AiPart, aiParts } from "@/features/ai/ai-parts";
import { type PeoplePart, peopleParts } from "@/features/people/people-parts";
import { SendingNotices } from "@/features/sending/notices";
import { NotFound } from "@/features/shell/not-found";
import { readFragment } from "@/gql";
import { AccountLine } from "@/lib/accounts-live";
import { describe } from "@/lib/errors";
import { formatNumber } from "@/lib/phone-number";
import { useTitle } from "@/lib/title";
import { Notice } from "@/ui/notice";
import { Page, PageHeader } from "@/ui/page";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { Tabs } from "@/ui/tabs";

// Each tab is a page of its own, and most visits open one.
const SendingPanel = lazy(() =>
  import("@/features/sending/sending-panel").then((module) => ({ default: module.SendingPanel })),
);
const ConsentPanel = lazy(() =>
  import("@/features/consent/consent-panel").then((module) => ({ default: module.ConsentPanel })),
);

const PeoplePanel = lazy(() =>
  import("@/features/people/people-panel").then((module) => ({ default: module.PeoplePanel })),
);

const WebhookList = lazy(() =>
  import("@/features/webhooks/webhook-list").then((module) => ({ default: module.WebhookList })),
);

const AiPanel = lazy(() =>
  import("@/features/ai/ai-panel").then((module) => ({ default: module.AiPanel })),
);

const tabNames = ["people", "sending", "consent", "webhooks", "ai", "settings"] as const;
type TabName = (typeof tabNames)[number];

type Search = {
  tab?: TabName | undefined;
  part?: AiPart | PeoplePart | undefined;
  item?: string | undefined;
  query?: string | undefined;
};

const partsOf: Partial<Record<TabName, readonly (AiPart | PeoplePart)[]>> = {
  ai: aiParts,
  people: peopleParts,
};

// The router reads digits in the address as a number.
const textOf = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? `${value}` : undefined;

export const Route = createFileRoute("/_app/accounts/$id/")({
  validateSearch: ({ tab, part, item, query }): Search => {
    const known = tabNames.find((name) => name === tab);
    const partOfTab = known && partsOf[known]?.find((name) => name === part);
    return { tab: known, part: partOfTab, item: textOf(item), query: textOf(query) };
  },
  component: Account,
});

function Panel({ name, children }: { name: string; children: ReactNode }) {
  return (
    <PanelBoundary name={name}>
      <Suspense fallback={<Skeleton className="h-64 rounded-xl" />}>{children}</Suspense>
    </PanelBoundary>
  );
}

function AccountSkeleton() {
  return (
    <Page>
      <Loading what="the account">
        <Skeleton className="mb-3 h-8 w-56" />
        <Skeleton className="mb-8 h-5 w-40" />
        <div className="grid gap-4 lg:grid-cols-2">
          <Skeleton className="h-96 rounded-xl" />
          <Skeleton className="h-56 rounded-xl" />
        </div>
      </Loading>
    </Page>
  );
}

function Account() {
  const { id } = Route.useParams();
  const { tab, part, item, query } = Route.useSearch();
  const navigate = Route.useNavigate();
  const [result, refetch] = useAccountPage(id);
  const details = readFragment(AccountDetails, result.data?.account);
  const account = readFragment(AccountLine, details);
  useTitle(account?.name ?? "Account");

  if (!details || !account) {
    if (result.error) return <Failure {...describe(result.error)} onRetry={refetch} />;
    if (result.data && !result.stale) return <NotFound what="This account" />;
    return <AccountSkeleton />;
  }
  return (
    <Page>
      <PageHeader
        title={account.name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <AccountBadge account={account} />
            {account.phoneNumber && (
              <span className="tabular">{formatNumber(account.phoneNumber)}</span>
            )}
            {account.pushName && <span>{account.pushName}</span>}
          </span>
        }
        action={
          <>
            {!account.errorMessage && <RemedyButton account={account} />}
            <AccountMenu account={account} />
          </>
        }
      />
      {account.errorMessage && (
        <div className="mb-4">
          <Notice
            tone={account.status === "disconnected" ? "warn" : "bad"}
            title={account.errorMessage}
            action={<RemedyButton account={account} />}
          />
        </div>
      )}
      <SendingNotices account={account} />
      <Tabs
        label="Account"
        value={tab ?? "overview"}
        onChange={(value) => {
          const known = tabNames.find((name) => name === value);
          void navigate({ search: known ? { tab: known } : {}, replace: true });
        }}
        tabs={[
          {
            value: "overview",
            label: "Overview",
            content: (
              <Panel name="The overview">
                <AccountOverview account={account} details={details} />
              </Panel>
            ),
          },
          {
            value: "people",
            label: "Contacts & groups",
            content: (
              <Panel name="The contacts">
                <PeoplePanel
                  key={account.id}
                  accountId={account.id}
                  part={peopleParts.find((name) => name === part) ?? "contacts"}
                  item={item}
                  query={query}
                  onView={(next) =>
                    navigate({ search: (before) => ({ ...before, ...next }), replace: true })
                  }
                />
              </Panel>
            ),
          },
          {
            value: "sending",
            label: "Sending",
            content: (
              <Panel name="The sending">
                <SendingPanel key={account.id} accountId={account.id} />
              </Panel>
            ),
          },
          {
            value: "consent",
            label: "Consent",
            content: (
              <Panel name="The consent ledger">
                <ConsentPanel key={account.id} accountId={account.id} />
              </Panel>
            ),
          },
          {
            value: "webhooks",
            label: "Webhooks",
            content: (
              <Panel name="The webhooks">
                <WebhookList key={account.id} accountId={account.id} />
              </Panel>
            ),
          },
          {
            value: "ai",
            label: account.pendingDrafts > 0 ? `AI (${account.pendingDrafts})` : "AI",
            content: (
              <Panel name="The AI">
                <AiPanel
                  key={account.id}
                  accountId={account.id}
                  accountName={account.name}
                  part={aiParts.find((name) => name === part) ?? "answers"}
                  onPart={(next) => navigate({ search: { tab: "ai", part: next }, replace: true })}
                />
              </Panel>
            ),
          },
          {
            value: "settings",
            label: "Settings",
            content: (
              <Panel name="The settings">
                <AccountSettings key={account.id} account={account} details={details} />
              </Panel>
            ),
          },
        ]}
      />
    </Page>
  );
}
