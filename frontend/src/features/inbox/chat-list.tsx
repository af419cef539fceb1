import { Link } from "@tanstack/react-router";
import { MessagesSquare, SearchX } from "lucide-react";
import type { InboxChatFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { shortTime } from "@/lib/format";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { chatName, preview, useChats } from "./inbox-data";
import { Ticks } from "./ticks";

function ChatRow({ chat, search }: { chat: InboxChatFragment; search: string }) {
  const name = chatName(chat);
  const last = chat.lastMessage;
  return (
    <li>
      <Link
        to="/inbox/$accountId/$chatId"
        params={{ accountId: chat.accountId, chatId: chat.id }}
        search={search ? { q: search } : {}}
        className="flex min-h-17 items-center gap-3 px-4 py-2.5 -outline-offset-2 hover:bg-hover data-[status=active]:bg-accent-soft"
      >
        <Avatar name={name} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline justify-between gap-2">
            <span className="truncate font-medium">{name}</span>
            {last && (
              <time dateTime={last.timestamp} className="shrink-0 text-xs text-muted tabular">
                {shortTime(last.timestamp)}
              </time>
            )}
          </span>
          <span className="flex items-center gap-1 text-sm text-muted">
            {last && <Ticks status={last.status} className="shrink-0" />}
            <span className="truncate">{last ? preview(last) : "No messages yet"}</span>
          </span>
        </span>
      </Link>
    </li>
  );
}

const rows = ["a", "b", "c", "d", "e", "f"];

function ChatListSkeleton() {
  return (
    <Loading what="conversations">
      {rows.map((row) => (
        <div key={row} className="flex min-h-17 items-center gap-3 px-4">
          <Skeleton className="size-10 rounded-full" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-4 w-32" />
            <Skeleton className="h-3.5 w-44" />
          </div>
        </div>
      ))}
    </Loading>
  );
}

type Props = { accountId: string; search: string; onNew: () => void; onClear: () => void };

export function ChatList({ accountId, search, onNew, onClear }: Props) {
  const { chats, error, refetch, hasMore, loadMore, loading } = useChats(accountId, search);
  if (!chats) {
    return error ? <Failure {...describe(error)} onRetry={refetch} /> : <ChatListSkeleton />;
  }
  if (chats.length === 0) {
    return search ? (
      <Empty
        icon={<SearchX />}
        title="Nothing matches"
        action={<Button onClick={onClear}>Clear the search</Button>}
      />
    ) : (
      <Empty
        icon={<MessagesSquare />}
        title="No conversations yet"
        action={
          <Button variant="primary" onClick={onNew}>
            Write to a number
          </Button>
        }
      >
        Messages appear here as they come in.
      </Empty>
    );
  }
  return (
    <>
      <ul className="divide-y divide-line">
        {chats.map((chat) => (
          <PanelBoundary key={chat.id} name={chatName(chat)}>
            <ChatRow chat={chat} search={search} />
          </PanelBoundary>
        ))}
      </ul>
      {hasMore && (
        <div className="p-3 text-center">
          <Button size="sm" busy={loading} onClick={loadMore}>
            Show more conversations
          </Button>
        </div>
      )}
    </>
  );
}
