import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useChat } from "@/features/inbox/chat-data";
import { chatName } from "@/features/inbox/inbox-data";
import { Thread } from "@/features/inbox/thread";
import { ThreadHeader } from "@/features/inbox/thread-header";
import { NotFound } from "@/features/shell/not-found";
import { useAccounts } from "@/lib/accounts-live";
import { describe } from "@/lib/errors";
import { useTitle } from "@/lib/title";
import { Failure } from "@/ui/states";

// Not part of the first load: a conversation is there without them.
const ChatStrip = lazy(() =>
  import("@/features/ai/chat-strip").then((module) => ({ default: module.ChatStrip })),
);
const ChatMenu = lazy(() =>
  import("@/features/ai/chat-menu").then((module) => ({ default: module.ChatMenu })),
);
const ChatActions = lazy(() =>
  import("@/features/inbox/chat-actions").then((module) => ({ default: module.ChatActions })),
);

export const Route = createFileRoute("/_app/inbox/$accountId/$chatId")({ component: Chat });

function Chat() {
  const { accountId, chatId } = Route.useParams();
  const { message } = Route.useSearch();
  const { chat, missing, error, refetch } = useChat(chatId);
  const { accounts } = useAccounts();
  const account = accounts?.find(({ id }) => id === accountId);
  useTitle(chat ? chatName(chat) : "Inbox");

  if (missing || (chat && chat.accountId !== accountId)) {
    return <NotFound what="This conversation" />;
  }
  return (
    <>
      <ThreadHeader
        chat={chat}
        accountId={accountId}
        action={
          chat && (
            <div className="ms-auto flex">
              <Suspense fallback={null}>
                <ChatMenu key={chat.id} accountId={accountId} chatId={chat.id} />
                <ChatActions
                  key={`actions of ${chat.id}`}
                  chat={chat}
                  connected={account?.status === "ready"}
                />
              </Suspense>
            </div>
          )
        }
      />
      {chat ? (
        <Thread
          key={chat.id}
          chat={chat}
          account={account}
          wanted={message}
          above={
            <Suspense fallback={null}>
              <ChatStrip chatId={chat.id} />
            </Suspense>
          }
        />
      ) : (
        error && <Failure {...describe(error)} onRetry={refetch} />
      )}
    </>
  );
}
