import { createFileRoute, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { clsx } from "clsx";
import { lazy, Suspense, useCallback } from "react";
import type { Show } from "@/features/inbox/inbox-data";
import { NewChatDialog } from "@/features/inbox/new-chat";
import { Sidebar } from "@/features/inbox/sidebar";
import { NotFound } from "@/features/shell/not-found";
import { useAccounts } from "@/lib/accounts-live";
import { useTitle } from "@/lib/title";
import { PanelBoundary } from "@/ui/panel-boundary";

const InboxLiveUpdates = lazy(() =>
  import("@/features/inbox/inbox-live").then((module) => ({ default: module.InboxLiveUpdates })),
);

const MessageDrawer = lazy(() =>
  import("@/features/inbox/message-details").then((module) => ({ default: module.MessageDrawer })),
);

const MessageTrace = lazy(() =>
  import("@/features/ai/message-trace").then((module) => ({ default: module.MessageTrace })),
);

type Search = { q?: string; show?: Show; compose?: boolean; message?: string; details?: string };

export const Route = createFileRoute("/_app/inbox/$accountId")({
  validateSearch: ({ q, show, compose, message, details }): Search => ({
    ...(typeof q === "string" && q && { q }),
    ...((show === "unread" || show === "archived") && { show }),
    ...(compose === true && { compose }),
    ...(typeof message === "string" && { message }),
    ...(typeof details === "string" && { details }),
  }),
  component: AccountInbox,
});

function AccountInbox() {
  useTitle("Inbox");
  const { accountId } = Route.useParams();
  const { chatId } = useParams({ strict: false });
  const { q = "", show, compose, details } = Route.useSearch();
  // Not the route's own: "." has to mean the open conversation, not the list above it.
  const navigate = useNavigate();
  const { accounts } = useAccounts();
  const account = accounts?.find(({ id }) => id === accountId);

  const change = useCallback(
    (next: Partial<Record<keyof Search, Search[keyof Search] | undefined>>) =>
      navigate({
        to: ".",
        search: (search) => ({ ...search, ...next }) as Search,
        replace: true,
      }),
    [navigate],
  );
  const onSearch = useCallback((text: string) => change({ q: text || undefined }), [change]);

  if (accounts && !account) return <NotFound what="This account" />;
  return (
    <div className="flex h-full min-h-0">
      <h1 className="sr-only">Inbox</h1>
      <section
        aria-label="Conversations"
        className={clsx(
          "min-h-0 w-full flex-col border-e border-line bg-surface md:flex md:w-80 md:shrink-0 xl:w-96",
          chatId ? "hidden" : "flex",
        )}
      >
        <PanelBoundary name="The conversations">
          <Sidebar
            key={accountId}
            accounts={accounts ?? []}
            accountId={accountId}
            search={q}
            onSearch={onSearch}
            show={show}
            onShow={(next) => change({ show: next })}
            onNew={() => change({ compose: true })}
          />
        </PanelBoundary>
      </section>
      <section
        aria-label="Conversation"
        className={clsx("min-h-0 min-w-0 flex-1 flex-col md:flex", chatId ? "flex" : "hidden")}
      >
        <PanelBoundary name="The conversation">
          <Outlet />
        </PanelBoundary>
      </section>
      <NewChatDialog
        account={account}
        open={compose === true}
        onClose={() => change({ compose: undefined })}
      />
      <Suspense fallback={null}>
        <InboxLiveUpdates key={accountId} accountId={accountId} search={q} show={show} />
      </Suspense>
      <Suspense fallback={null}>
        <MessageDrawer
          id={details}
          onClose={() => change({ details: undefined })}
          trace={details && <MessageTrace id={details} />}
        />
      </Suspense>
    </div>
  );
}
