import { useSubscription } from "urql";
import { graphql } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";

export const SystemNumbers = graphql(`
  fragment SystemNumbers on System {
    version
    sandbox
    uptimeSeconds
    whatsappVersion
    database {
      ok
      latencyMs
      connections
      maxConnections
      sizeBytes
    }
    memory {
      rssBytes
      heapBytes
      goroutines
    }
    accounts {
      total
      ready
    }
    queues {
      outbox
      media
    }
  }
`);

const SystemPage = graphql(`
  query SystemPage {
    system {
      ...SystemNumbers
    }
  }
`);

const SystemLive = graphql(`
  subscription SystemLive {
    systemUpdated {
      ...SystemNumbers
    }
  }
`);

/** The numbers now, then every two seconds: the subscription writes to the same cache. */
export function useSystem() {
  useSubscription({ query: SystemLive });
  return useLiveQuery({ query: SystemPage });
}
