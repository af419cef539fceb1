import { useEffect } from "react";
import { useMutation } from "urql";
import { graphql, readFragment } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";

export const AccountSending = graphql(`
  fragment AccountSending on Account {
    id
    name
    pausedAt
    brake {
      until
      reason
    }
    health {
      score
      level
      causes {
        code
        text
        points
      }
    }
    warmUpEndsAt
    linkedAt
    queue {
      queued
    }
    limits {
      maxPerHour
      maxPerDay
      maxNewPerDay
      warmUpDays
      now {
        maxPerHour
        maxPerDay
        maxNewPerDay
      }
    }
  }
`);

const SendingPage = graphql(`
  query SendingPage($id: ID!) {
    account(id: $id) {
      ...AccountSending
    }
  }
`);

// A number's health is a sum over days: no event tells of it.
const healthEvery = 30_000;

export function useSending(id: string) {
  const [result, refetch] = useLiveQuery({ query: SendingPage, variables: { id } });
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && refetch(), healthEvery);
    return () => clearInterval(timer);
  }, [refetch]);
  const account = readFragment(AccountSending, result.data?.account);
  return { account, error: result.error, refetch };
}

const Pause = graphql(`
  mutation PauseSending($id: ID!) {
    pauseSending(input: { accountId: $id }) {
      account {
        id
        pausedAt
      }
    }
  }
`);

const Resume = graphql(`
  mutation ResumeSending($id: ID!) {
    resumeSending(input: { accountId: $id }) {
      account {
        id
        pausedAt
      }
    }
  }
`);

const Release = graphql(`
  mutation ReleaseBrake($id: ID!) {
    releaseBrake(input: { accountId: $id }) {
      account {
        id
        brake {
          until
          reason
        }
      }
    }
  }
`);

export const usePause = () => useMutation(Pause);
export const useResume = () => useMutation(Resume);
export const useRelease = () => useMutation(Release);

const Waiting = graphql(`
  query WaitingMessages($id: ID!) {
    waiting(accountId: $id, first: 100) {
      id
      chatId
      recipient
      type
      text
      status
      source
      plan {
        at
        reason
        text
        ahead
        expiresAt
      }
    }
  }
`);

// What a message waits for changes as the others go.
const plansEvery = 5000;

/** What waits, asked again when its number changes and every few seconds while somebody looks. */
export function useWaiting(id: string, queued: number) {
  const [result, refetch] = useLiveQuery({ query: Waiting, variables: { id } });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number is the reason to ask
  useEffect(() => refetch(), [refetch, queued]);
  useEffect(() => {
    if (queued === 0) return;
    const timer = setInterval(() => !document.hidden && refetch(), plansEvery);
    return () => clearInterval(timer);
  }, [refetch, queued]);
  const waiting = result.data?.waiting.filter(({ status }) => status === "queued");
  return { waiting, error: result.error, refetch };
}

const Cancel = graphql(`
  mutation CancelWaiting($id: ID!) {
    cancelMessage(input: { id: $id }) {
      message {
        id
        status
        error
        errorCode
      }
    }
  }
`);

const CancelAll = graphql(`
  mutation CancelAllWaiting($input: CancelQueuedInput!) {
    cancelQueued(input: $input) {
      cancelled
    }
  }
`);

const SendAgain = graphql(`
  mutation SendCancelledAgain($input: SendMessageInput!) {
    sendMessage(input: $input) {
      message {
        id
        chatId
        accountId
        timestamp
      }
    }
  }
`);

export const useCancel = () => useMutation(Cancel);
export const useCancelAll = () => useMutation(CancelAll);
export const useSendAgain = () => useMutation(SendAgain);
