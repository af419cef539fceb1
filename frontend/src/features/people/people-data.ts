import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import {
  type AnyVariables,
  type CombinedError,
  type DocumentInput,
  type GraphQLRequest,
  useClient,
  useMutation,
} from "urql";
import { graphql } from "@/gql";
import type { ChatKind } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { toast } from "@/ui/toast";

/** Says how an action went; true when it went well. */
export function told({ error }: { error?: CombinedError | undefined }, said: string): boolean {
  toast(error ? describe(error).message : said, error ? "bad" : "ok");
  return !error;
}

/** A mutation with the queries that are asked again after it: what it did shows when it answers. */
export function useRenewing<Data, Variables extends AnyVariables>(
  mutation: DocumentInput<Data, Variables>,
  stale: (variables: Variables) => GraphQLRequest[],
) {
  const client = useClient();
  const [{ fetching }, execute] = useMutation(mutation);
  const [renewing, setRenewing] = useState(false);

  async function run(variables: Variables) {
    const result = await execute(variables);
    if (result.error) return result;
    setRenewing(true);
    const asked = stale(variables).map((request) =>
      client.executeQuery(request, { requestPolicy: "network-only" }).toPromise(),
    );
    await Promise.all(asked);
    setRenewing(false);
    return result;
  }
  return [{ fetching: fetching || renewing }, run] as const;
}

const ChatOf = graphql(`
  query ChatOf($accountId: ID!, $search: String, $kind: ChatKind) {
    chats(accountId: $accountId, first: 100, search: $search, kind: $kind) {
      nodes {
        id
        jid
        phoneNumber
        lid
      }
    }
  }
`);

export type Talk = { kind: ChatKind; address: string; search: string };

/** Opens the conversation with somebody, or asks for its first message where there is none. */
export function useOpenChat(accountId: string, onNone: () => void) {
  const client = useClient();
  const navigate = useNavigate();
  const [opening, setOpening] = useState(false);

  async function open({ kind, address, search }: Talk) {
    setOpening(true);
    const variables = { accountId, kind, search };
    const result = await client
      .query(ChatOf, variables, { requestPolicy: "network-only" })
      .toPromise();
    setOpening(false);
    if (result.error) return toast(describe(result.error).message, "bad");
    const chat = result.data?.chats.nodes.find(
      ({ jid, phoneNumber, lid }) => jid === address || phoneNumber === address || lid === address,
    );
    if (!chat) return onNone();
    await navigate({
      to: "/inbox/$accountId/$chatId",
      params: { accountId, chatId: chat.id },
    });
  }
  return { opening, open };
}

const WriteText = graphql(`
  mutation WriteText($input: SendMessageInput!) {
    sendMessage(input: $input) {
      message {
        id
        accountId
        chatId
        timestamp
        type
      }
    }
  }
`);

export const useWriteText = () => useMutation(WriteText);
