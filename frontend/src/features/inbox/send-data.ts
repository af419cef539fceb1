import { graphql } from "@/gql";

export const Send = graphql(`
  mutation InboxSend($input: SendInput!) {
    send(input: $input) {
      message {
        ...ThreadMessage
        id
        chatId
      }
    }
  }
`);
