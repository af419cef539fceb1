import { useNavigate } from "@tanstack/react-router";
import { MessageCircle } from "lucide-react";
import { type DragEvent, type ReactNode, useMemo, useState } from "react";
import { useClient } from "urql";
import type { AccountLineFragment, InboxChatFragment } from "@/gql/graphql";
import { accountState } from "@/lib/account-state";
import { describe } from "@/lib/errors";
import { useStore } from "@/lib/store";
import { Button } from "@/ui/button";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";
import { Composer } from "./composer";
import { MessageList } from "./message-list";
import { arrived, pending, submit } from "./pending";
import { Send } from "./send-data";
import { useThread } from "./thread-data";

function ThreadSkeleton() {
  return (
    <div className="flex-1 bg-wallpaper p-6">
      <Loading what="messages">
        <div className="grid gap-3">
          <Skeleton className="h-12 w-64 max-w-full rounded-2xl" />
          <Skeleton className="ms-auto h-16 w-72 max-w-full rounded-2xl" />
          <Skeleton className="h-12 w-52 max-w-full rounded-2xl" />
        </div>
      </Loading>
    </div>
  );
}

type Props = {
  chat: InboxChatFragment;
  account: AccountLineFragment | undefined;
  /** The message of the address: where to open it. */
  wanted: string | undefined;
  /** Above what is written. */
  above?: ReactNode;
};

export function Thread({ chat, account, wanted, above }: Props) {
  const client = useClient();
  const thread = useThread(chat.accountId, chat.id, wanted);
  const { messages, list, gone, error, refetch, older, newer } = thread;
  const navigate = useNavigate();
  function toLatest() {
    thread.toLatest();
    void navigate({
      to: ".",
      search: (search) => ({ ...search, message: undefined }),
      replace: true,
      // The router would put the list back to where it was.
      resetScroll: false,
    });
  }
  const everyPending = useStore(pending);
  const [file, setFile] = useState<File | null>(null);
  const waiting = useMemo(
    () => everyPending.filter((item) => item.chatId === chat.id && !arrived(item, messages ?? [])),
    [everyPending, chat.id, messages],
  );

  async function edit(target: string, text: string) {
    const { error } = await client
      .mutation(Send, { input: { accountId: chat.accountId, type: "edit", target, text } })
      .toPromise();
    if (error) toast(describe(error).message, "bad");
  }

  function onDrop(event: DragEvent) {
    const dropped = event.dataTransfer.files[0];
    if (!dropped) return;
    event.preventDefault();
    setFile(dropped);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the button is the way for all
    <div
      className="flex min-h-0 flex-1 flex-col"
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      {gone && (
        <div
          role="status"
          className="flex items-center gap-3 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn"
        >
          <p className="flex-1">That message is not here, or not any more. These are the latest.</p>
          <Button size="sm" variant="ghost" onClick={toLatest}>
            Dismiss
          </Button>
        </div>
      )}
      {messages ? (
        messages.length + waiting.length === 0 ? (
          <div className="grid flex-1 place-content-center bg-wallpaper">
            <Empty icon={<MessageCircle />} title="No messages yet" />
          </div>
        ) : (
          <MessageList
            messages={messages}
            waiting={waiting}
            group={chat.kind === "group"}
            older={older}
            newer={newer}
            list={list}
            wanted={wanted}
            latest={chat.lastMessage?.id}
            onLatest={toLatest}
          />
        )
      ) : error ? (
        <div className="flex-1">
          <Failure {...describe(error)} onRetry={refetch} />
        </div>
      ) : (
        <ThreadSkeleton />
      )}
      {account?.pausedAt && (
        <p className="border-t border-line bg-warn-soft px-4 py-2 text-sm text-warn">
          The sending of {account.name} is paused. What you write waits until it is resumed.
        </p>
      )}
      {account && account.status !== "ready" && (
        <p className="border-t border-line bg-warn-soft px-4 py-2 text-sm text-warn">
          {account.name}: {accountState(account.status, account.reason).word}. What you write waits
          until the account is connected.
        </p>
      )}
      {above}
      <Composer
        chatId={chat.id}
        file={file}
        onFile={setFile}
        accountId={chat.accountId}
        to={chat.jid}
        onSend={(text, more, about) => {
          if (about?.kind === "edit") return edit(about.message.id, text);
          if (newer.more) toLatest();
          submit(client, {
            accountId: chat.accountId,
            chatId: chat.id,
            to: chat.jid,
            text,
            file,
            more,
          });
        }}
      />
    </div>
  );
}
