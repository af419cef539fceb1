import { useCallback, useEffect, useRef, useState } from "react";
import { useClient } from "urql";
import { graphql, readFragment } from "@/gql";
import type { ThreadMessageFragment } from "@/gql/graphql";
import { codeOf } from "@/lib/client";
import { reconnects } from "@/lib/connection";
import { useStore } from "@/lib/store";
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
  query InboxThread(
    $accountId: ID!
    $chatId: ID!
    $around: ID
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    messages(
      accountId: $accountId
      chatId: $chatId
      around: $around
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...ThreadMessage
      }
      pageInfo {
        hasPreviousPage
        hasNextPage
        startCursor
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

/** `done`: there is nothing any more, though there was when it was told of. */
export type Loading = "idle" | "loading" | "failed" | "done";

const size = 50;

/**
 * A conversation's messages: the newest, or those around the one that is wanted, with what is older
 * and newer page by page. A list that was opened around a message is one of its own in the cache.
 */
export function useThread(accountId: string, chatId: string, wanted: string | undefined) {
  const client = useClient();
  const [around, setAround] = useState(wanted);
  const [asked, setAsked] = useState(wanted);
  // What is sent while the latest are being asked for may be missing in the answer.
  const [jumped, setJumped] = useState(false);
  const [gone, setGone] = useState<string>();
  const [older, setOlder] = useState<Loading>("idle");
  const [newer, setNewer] = useState<Loading>("idle");
  const variables = { accountId, chatId, around };
  const [result, refetch, reread] = useLiveQuery({
    query: InboxThread,
    variables: { ...variables, first: size },
  });
  // Until another list is here, the one before it shows.
  const list = result.operation?.variables.around ?? undefined;
  const page = result.data?.messages;
  const messages = page && inOrder(readFragment(ThreadMessage, page.nodes));
  const info = list === around ? page?.pageInfo : undefined;
  const olderThan = info?.hasNextPage ? info.endCursor : null;
  const hasNewer = page?.pageInfo.hasPreviousPage === true;

  if (asked !== wanted) {
    setAsked(wanted);
    setGone(undefined);
    if (wanted ? !messages?.some(({ id }) => id === wanted) : hasNewer) {
      setAround(wanted);
      setOlder("idle");
      setNewer("idle");
    }
  }
  if (around && list === around && codeOf(result.error) === "NOT_FOUND") {
    setGone(around);
    setAround(undefined);
  }

  const load = useCallback(
    async (set: (state: Loading) => void, more: { after: string } | { before: string }) => {
      set("loading");
      const side = "after" in more ? { first: size } : { last: size };
      const { data, error } = await client
        .query(
          InboxThread,
          { accountId, chatId, around, ...side, ...more },
          { requestPolicy: "network-only" },
        )
        .toPromise();
      const { startCursor, endCursor } = data?.messages.pageInfo ?? {};
      const stuck = "after" in more ? endCursor === more.after : startCursor === more.before;
      set(error ? "failed" : stuck ? "done" : "idle");
      // The cache joins the pages; reading it again shows the new one.
      reread();
    },
    [client, accountId, chatId, around, reread],
  );
  const loadOlder = useCallback(() => {
    if (olderThan) void load(setOlder, { after: olderThan });
  }, [load, olderThan]);

  const start = info?.startCursor;
  const loadNewer = useCallback(() => {
    if (start) void load(setNewer, { before: start });
  }, [load, start]);
  const settled = !result.fetching && !result.stale;
  useNews(start && !hasNewer && settled && (around || jumped) ? loadNewer : undefined);

  return {
    messages,
    list,
    gone,
    toLatest() {
      setAround(undefined);
      setNewer("idle");
      setJumped(true);
    },
    error: result.error,
    refetch,
    older: { state: older, load: loadOlder, more: Boolean(olderThan) && older !== "done" },
    newer: { state: newer, load: loadNewer, more: hasNewer && newer !== "done" },
  };
}

/**
 * Looks once for what came after a list's newest message, when it is opened there, when it gets
 * there, and after the live connection was away.
 */
function useNews(look: (() => void) | undefined) {
  const generation = useStore(reconnects);
  const looked = useRef<number>(undefined);
  useEffect(() => {
    if (!look) {
      looked.current = undefined;
    } else if (looked.current !== generation) {
      looked.current = generation;
      look();
    }
  }, [look, generation]);
}
