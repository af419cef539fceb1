import { useMutation } from "urql";
import { graphql, readFragment } from "@/gql";
import type { AiProvider } from "@/gql/graphql";
import { useLiveQuery } from "@/lib/use-live-query";

export const AiSettings = graphql(`
  fragment AiSettings on AiConfig {
    accountId
    isActive
    provider
    model
    baseUrl
    fallbacks {
      provider
      model
      baseUrl
    }
    keys {
      provider
      source
    }
    hasApiKey
    systemPrompt
    temperature
    maxTokens
    timeoutSeconds
    historyLimit
    language
    audience
    groups
    allow
    block
    startWords
    stopWords
    handOverPhrases
    handOverText
    hours {
      day
      from
      to
    }
    timeZone
    outOfHoursText
    debounceMs
    takeoverMinutes
    maxRepliesPerHour
    drafts
    budget {
      tokensPerDay
      repliesPerDay
      tokensPerContact
      repliesPerContact
      text
    }
    seeImages
    hearVoice
    prices {
      provider
      model
      inPerMillion
      outPerMillion
    }
    updatedAt
  }
`);

const AiConfig = graphql(`
  query AiConfig($accountId: ID!) {
    aiConfig(accountId: $accountId) {
      ...AiSettings
    }
  }
`);

export function useAiConfig(accountId: string) {
  const [result, refetch] = useLiveQuery({ query: AiConfig, variables: { accountId } });
  const config = readFragment(AiSettings, result.data?.aiConfig);
  const missing = Boolean(result.data) && !config;
  return { config, missing, error: result.error, refetch };
}

const Save = graphql(`
  mutation SaveAiConfig($accountId: ID!, $config: AiConfigInput!) {
    saveAiConfig(input: { accountId: $accountId, config: $config }) {
      config {
        ...AiSettings
        accountId
      }
    }
  }
`);

const Delete = graphql(`
  mutation DeleteAiConfig($accountId: ID!) {
    deleteAiConfig(input: { accountId: $accountId }) {
      deletedId
    }
  }
`);

export const useSaveAiConfig = () => useMutation(Save);
export const useDeleteAiConfig = () => useMutation(Delete);

const AiModels = graphql(`
  query AiModels($accountId: ID!, $provider: AiProvider!, $baseUrl: String!) {
    aiModels(accountId: $accountId, provider: $provider, baseUrl: $baseUrl) {
      models {
        id
        name
        inPrice
        outPrice
        contextTokens
        sees
      }
      live
      error
    }
  }
`);

export function useAiModels(accountId: string, provider: AiProvider, baseUrl: string) {
  const [{ data, error, fetching }, refetch] = useLiveQuery({
    query: AiModels,
    variables: { accountId, provider, baseUrl },
    pause: provider === "openai_compatible" && !/^https?:\/\/./i.test(baseUrl),
  });
  return { list: data?.aiModels, error, fetching, refetch };
}

export const AiTraceParts = graphql(`
  fragment AiTraceParts on AiTrace {
    id
    chatId
    messageId
    outcome
    reason
    text
    answer
    system
    turns {
      role
      text
      images
    }
    knowledge
    toolCalls {
      name
      arguments
      result
      failed
      durationMs
    }
    attempts {
      provider
      model
      failure
      error
      tokensIn
      tokensOut
      durationMs
    }
    tokensIn
    tokensOut
    durationMs
    createdAt
  }
`);

const Test = graphql(`
  mutation TestAiConfig($input: TestAiConfigInput!) {
    testAiConfig(input: $input) {
      success
      decision {
        answers
        text
        notice
      }
      trace {
        ...AiTraceParts
      }
    }
  }
`);

const Replay = graphql(`
  mutation ReplayAiChat($input: ReplayAiChatInput!) {
    replayAiChat(input: $input) {
      comparisons {
        question
        answered
        firstDecision {
          answers
          text
          notice
        }
        secondDecision {
          answers
          text
          notice
        }
        first {
          ...AiTraceParts
        }
        second {
          ...AiTraceParts
        }
      }
    }
  }
`);

export const useTestAiConfig = () => useMutation(Test);
export const useReplayAiChat = () => useMutation(Replay);

const ReplayChats = graphql(`
  query ReplayChats($accountId: ID!) {
    chats(accountId: $accountId, first: 100) {
      nodes {
        id
        name
        phoneNumber
        kind
      }
    }
  }
`);

export function useReplayChats(accountId: string) {
  const [{ data, error }] = useLiveQuery({ query: ReplayChats, variables: { accountId } });
  return { chats: data?.chats.nodes, error };
}
