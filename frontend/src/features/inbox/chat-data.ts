import { readFragment } from "@/gql";
import { useLiveQuery } from "@/lib/use-live-query";
import { InboxChat, InboxThreadChat } from "./inbox-data";

export function useChat(id: string) {
  const [result, refetch] = useLiveQuery({ query: InboxThreadChat, variables: { id } });
  const chat = readFragment(InboxChat, result.data?.chat);
  const missing = Boolean(result.data) && !result.stale && !chat;
  return { chat, missing, error: result.error, refetch };
}
