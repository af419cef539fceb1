import { Link } from "@tanstack/react-router";
import type { InboxChatFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { shortTime } from "@/lib/format";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { late, useLate } from "@/ui/late";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { chatName, preview, type Show, useChats } from "./inbox-data";
import { Ticks } from "./ticks";

// Not part of the first load: most rows have no mark, and most lists are not empty.
const marks = late(() => import("./chat-marks"));
const empty = late(() => import("./chat-list-empty"));

type RowProps = { chat: InboxChatFragment; search: string; show: Show };

function ChatRow({ chat, search, show }: RowProps) {
  const name = chatName(chat);
  const last = chat.lastMessage;
  const marked = useLate(marks, Boolean(chat.archived || chat.pinnedAt || chat.mutedUntil));
  return (
    <li>
      <Link
        to="/inbox/$accountId/$chatId"
        params={{ accountId: chat.accountId, chatId: chat.id }}
        search={{ ...(search && { q: search }), ...(show && { show }) }}
        className="flex min-h-17 items-center gap-3 px-4 py-2.5 -outline-offset-2 hover:bg-hover data-[status=active]:bg-accent-soft"
      >
        <Avatar name={name} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline justify-between gap-2">
            <span dir="auto" className="truncate font-medium">
              {name}
            </span>
            {last && (
              <time dateTime={last.timestamp} className="shrink-0 text-xs text-muted tabular">
                {shortTime(last.timestamp)}
              </time>
            )}
          </span>
          <span className="flex items-center gap-1 text-sm text-muted">
            {last && <Ticks status={last.status} className="shrink-0" />}
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {last ? preview(last) : "No messages yet"}
            </span>
            {marked && <marked.ChatMarks chat={chat} />}
            {chat.unread > 0 && (
              <span className="shrink-0 rounded-full bg-accent px-1.5 text-xs text-on-accent tabular">
                {chat.unread > 99 ? "99+" : chat.unread}
                <span className="sr-only"> unread</span>
              </span>
            )}
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

type Props = {
  accountId: string;
  search: string;
  show: Show;
  onNew: () => void;
  onClear: () => void;
  onAll: () => void;
};

export function ChatList({ accountId, ...props }: Props) {
  const { search, show } = props;
  const { chats, error, refetch, hasMore, loadMore, loading } = useChats(accountId, search, show);
  const nothing = useLate(empty, chats?.length === 0);
  if (!chats) {
    return error ? <Failure {...describe(error)} onRetry={refetch} /> : <ChatListSkeleton />;
  }
  if (chats.length === 0) {
    return nothing ? <nothing.ChatListEmpty {...props} /> : <ChatListSkeleton />;
  }
  return (
    <>
      <ul className="divide-y divide-line">
        {chats.map((chat) => (
          <PanelBoundary key={chat.id} name={chatName(chat)}>
            <ChatRow chat={chat} search={search} show={show} />
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
