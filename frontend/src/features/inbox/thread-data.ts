import { useCallback, useState } from "react";
import { useClient } from "urql";
import { graphql, readFragment } from "@/gql";
import type { ThreadMessageFragment } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/use-live-query";

export const ThreadMessage = graphql(`
  fragment ThreadMessage on Message {
    id
    accountId
    chatId
    direction
    senderName
    type
    text
    media {
      id
      mimetype
      filename
      size
      status
      url
    }
    status
    error
    errorCode
    timestamp
    late
    source
    editedAt
    deletedAt
    plan {
      at
      reason
      text
      ahead
    }
    tally {
      answer
      votes
    }
    marks {
      kind
      emoji
      person {
        name
        phone
        me
      }
    }
    content {
      quoted {
        id
        type
        text
        author {
          name
          phone
          me
        }
      }
      forwarded
      viewOnce
      linkPreview {
        url
        title
        description
      }
      recording {
        seconds
        waveform
      }
      location {
        latitude
        longitude
        name
        address
        live
      }
      contacts {
        name
        phones
        organization
      }
      poll {
        question
        answers
        multiple
      }
      options {
        items {
          id
          title
          description
        }
        header
        footer
        answeredAt
      }
      call {
        video
        group
        outcome
      }
      groupChange {
        kind
        value
        actor {
          name
          phone
          me
        }
        people {
          name
          phone
          me
        }
      }
    }
  }
`);

const InboxThread = graphql(`
  query InboxThread($accountId: ID!, $chatId: ID!, $after: String) {
    messages(accountId: $accountId, chatId: $chatId, first: 50, after: $after) {
      nodes {
        ...ThreadMessage
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** Oldest first, each once: pages can overlap when messages came in between. */
export function inOrder(messages: readonly ThreadMessageFragment[]): ThreadMessageFragment[] {
  const unique = new Map(messages.map((message) => [message.id, message]));
  return [...unique.values()].sort(
    (a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || (a.id < b.id ? -1 : 1),
  );
}

export function useThread(accountId: string, chatId: string) {
  const client = useClient();
  const [result, refetch, reread] = useLiveQuery({
    query: InboxThread,
    variables: { accountId, chatId },
  });
  const [older, setOlder] = useState<"idle" | "loading" | "failed">("idle");
  const page = result.data?.messages;
  const cursor = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;

  const loadOlder = useCallback(async () => {
    if (!cursor) return;
    setOlder("loading");
    const { error } = await client
      .query(InboxThread, { accountId, chatId, after: cursor }, { requestPolicy: "network-only" })
      .toPromise();
    setOlder(error ? "failed" : "idle");
    // The cache joins the pages; reading it again shows the new one.
    reread();
  }, [client, accountId, chatId, cursor, reread]);

  const messages = page && inOrder(readFragment(ThreadMessage, page.nodes));
  return { messages, error: result.error, refetch, older, loadOlder, hasOlder: Boolean(cursor) };
}
