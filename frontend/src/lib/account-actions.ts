import { useMutation } from "urql";
import { graphql } from "@/gql";

const Reconnect = graphql(`
  mutation ReconnectAccount($id: ID!) {
    reconnectAccount(input: { id: $id }) {
      account {
        ...AccountLine
      }
    }
  }
`);

/** Connects again, with the stored session or with new QR codes. */
export const useReconnect = () => useMutation(Reconnect);
