import { useMutation, useSubscription } from "urql";
import { graphql, readFragment } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";

export const AiDraftParts = graphql(`
  fragment AiDraftParts on AiDraft {
    id
    accountId
    chatId
    chat {
      id
      name
      phoneNumber
      kind
    }
    message {
      id
      text
      type
    }
    text
    state
    createdAt
  }
`);

const AiDrafts = graphql(`
  query AiDrafts($accountId: ID!) {
    aiDrafts(accountId: $accountId) {
      ...AiDraftParts
    }
  }
`);

export const ChatAi = graphql(`
  fragment ChatAi on Chat {
    id
    accountId
    ai {
      active
      pausedUntil
      pauseReason
      pending
      draft {
        ...AiDraftParts
        id
      }
    }
  }
`);

const AiLive = graphql(`
  subscription AiLive($accountId: ID!) {
    aiChanged(accountId: $accountId) {
      ...ChatAi
      id
    }
  }
`);

/** Pauses, drafts and answers of an account's chats, as they come and go; also calls back. */
export function useAiLive(accountId: string, onChange?: () => void) {
  useSubscription({ query: AiLive, variables: { accountId } }, (_, data) => {
    onChange?.();
    return data;
  });
}

export function useDrafts(accountId: string) {
  const [result, refetch] = useLiveQuery({ query: AiDrafts, variables: { accountId } });
  const drafts = result.data && readFragment(AiDraftParts, result.data.aiDrafts);
  return { drafts, error: result.error, refetch };
}

const ChatAiState = graphql(`
  query ChatAiState($id: ID!) {
    chat(id: $id) {
      ...ChatAi
    }
  }
`);

export function useChatAi(chatId: string) {
  const [{ data }, refetch] = useLiveQuery({ query: ChatAiState, variables: { id: chatId } });
  const chat = readFragment(ChatAi, data?.chat);
  return { ai: chat?.ai, refetch };
}

const Approve = graphql(`
  mutation ApproveAiDraft($id: ID!, $text: String) {
    approveAiDraft(input: { id: $id, text: $text }) {
      draft {
        ...AiDraftParts
      }
    }
  }
`);

const Discard = graphql(`
  mutation DiscardAiDraft($id: ID!) {
    discardAiDraft(input: { id: $id }) {
      draft {
        ...AiDraftParts
      }
    }
  }
`);

const Pause = graphql(`
  mutation PauseAi($chatId: ID!, $minutes: Int) {
    pauseAi(input: { chatId: $chatId, minutes: $minutes }) {
      chat {
        ...ChatAi
      }
    }
  }
`);

const Resume = graphql(`
  mutation ResumeAi($chatId: ID!) {
    resumeAi(input: { chatId: $chatId }) {
      chat {
        ...ChatAi
      }
    }
  }
`);

const Forget = graphql(`
  mutation ResetAiHistory($chatId: ID!) {
    resetAiHistory(input: { chatId: $chatId }) {
      chat {
        ...ChatAi
      }
    }
  }
`);

export const useApproveDraft = () => useMutation(Approve);
export const useDiscardDraft = () => useMutation(Discard);
export const usePauseAi = () => useMutation(Pause);
export const useResumeAi = () => useMutation(Resume);
export const useForgetHistory = () => useMutation(Forget);
