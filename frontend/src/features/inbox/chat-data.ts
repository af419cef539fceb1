import { graphql, readFragment } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";
import { InboxChat } from "./inbox-data";

const InboxThreadChat = graphql(`
  query InboxThreadChat($id: ID!) {
    chat(id: $id) {
      ...InboxChat
    }
  }
`);

export function useChat(id: string) {
  const [result, refetch] = useLiveQuery({ query: InboxThreadChat, variables: { id } });
  const chat = readFragment(InboxChat, result.data?.chat);
  const missing = Boolean(result.data) && !result.stale && !chat;
  return { chat, missing, error: result.error, refetch };
}
