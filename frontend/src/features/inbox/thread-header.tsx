import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import type { ChatKind, InboxChatFragment } from "@/gql/graphql";
import { formatNumber } from "@/lib/phone-number";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Skeleton } from "@/ui/states";
import { chatName } from "./inbox-data";

const kinds: Partial<Record<ChatKind, string>> = {
  group: "Group",
  channel: "Channel",
  status: "Status posts",
};

type Props = {
  chat: InboxChatFragment | null | undefined;
  accountId: string;
  /** At the end of the line. */
  action?: ReactNode;
};

export function ThreadHeader({ chat, accountId, action }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = chat?.id;
  useEffect(() => {
    if (id) heading.current?.focus({ preventScroll: true });
  }, [id]);
  return (
    <header className="flex min-h-16 items-center gap-2 border-b border-line bg-surface px-1.5 sm:gap-3 sm:px-4">
      <Button asChild variant="ghost" size="icon" className="md:hidden">
        <Link
          to="/inbox/$accountId"
          params={{ accountId }}
          search={true}
          aria-label="Back to the conversations"
        >
          <ArrowLeft aria-hidden="true" />
        </Link>
      </Button>
      {chat ? (
        <>
          <Avatar name={chatName(chat)} />
          <div className="min-w-0">
            <h2
              ref={heading}
              tabIndex={-1}
              dir="auto"
              className="truncate font-semibold outline-none"
            >
              {chatName(chat)}
            </h2>
            <p className="truncate text-sm text-muted tabular">
              {kinds[chat.kind] ??
                (chat.phoneNumber ? formatNumber(chat.phoneNumber) : "WhatsApp hides this number")}
            </p>
          </div>
          {action}
        </>
      ) : (
        <Skeleton className="h-5 w-40" />
      )}
    </header>
  );
}
