import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { graphql } from "@/gql";
import { describe } from "@/lib/errors";
import { shortTime } from "@/lib/format";
import { formatNumber } from "@/lib/phone-number";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { excerpt } from "./excerpt";
import type { Show } from "./inbox-data";
import { jumpAgain } from "./place";

const InboxHits = graphql(`
  query InboxHits($accountId: ID!, $query: String!) {
    searchMessages(accountId: $accountId, query: $query, first: 30) {
      nodes {
        id
        chatId
        chat
        direction
        sender
        senderName
        recipient
        text
        timestamp
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);

type Who = {
  chat: string;
  direction: string;
  sender: string;
  senderName: string | null;
  recipient: string;
};

const numberOf = (digits: string) =>
  /^\d+$/.test(digits) ? formatNumber(digits) : "hidden number";

function title({ chat, direction, sender, senderName, recipient }: Who): string {
  if (direction === "incoming") return senderName ?? numberOf(sender);
  return chat.endsWith("@g.us") ? "You to a group" : `You to ${numberOf(recipient)}`;
}

type Props = { accountId: string; search: string; show: Show };

/** The messages that have the words, below the conversations that have the name. */
export function MessageHits({ accountId, search, show }: Props) {
  const [{ data, error }, again] = useQuery({
    query: InboxHits,
    variables: { accountId, query: search },
    requestPolicy: "cache-and-network",
  });
  const hits = data?.searchMessages.nodes;
  return (
    <section aria-label="Messages found" className="border-t border-line">
      <h2 className="px-4 py-2 text-sm font-medium text-muted">Messages</h2>
      {!hits ? (
        error ? (
          <Failure {...describe(error)} onRetry={again} />
        ) : (
          <Loading what="messages">
            <Skeleton className="h-4 w-32" />
          </Loading>
        )
      ) : hits.length === 0 ? (
        <p className="px-4 py-2 text-sm text-muted">No message has these words.</p>
      ) : (
        <ul className="divide-y divide-line">
          {hits.map((hit) => (
            <li key={hit.id}>
              <Link
                to="/inbox/$accountId/$chatId"
                params={{ accountId, chatId: hit.chatId }}
                search={{ q: search, ...(show && { show }), message: hit.id }}
                // The router would put the list back to where it was.
                resetScroll={false}
                onClick={jumpAgain}
                className="grid min-h-11 px-4 py-2 -outline-offset-2 hover:bg-hover"
              >
                <span className="flex items-baseline justify-between gap-2">
                  <span dir="auto" className="truncate font-medium">
                    {title(hit)}
                  </span>
                  <time dateTime={hit.timestamp} className="shrink-0 text-xs text-muted tabular">
                    {shortTime(hit.timestamp)}
                  </time>
                </span>
                <span dir="auto" className="truncate text-sm text-muted">
                  {excerpt(hit.text ?? "", search)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {data?.searchMessages.pageInfo.hasNextPage && (
        <p className="px-4 py-2 text-sm text-muted">
          These are the newest 30. More words find fewer.
        </p>
      )}
    </section>
  );
}
