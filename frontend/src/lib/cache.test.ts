import { Client, fetchExchange, gql, type RequestPolicy } from "urql";
import { describe, expect, it } from "vitest";
import { cache } from "./cache";

const query = gql`
  query Thread($around: ID, $first: Int, $last: Int, $before: String) {
    messages(accountId: "a", chatId: "c", around: $around, first: $first, last: $last, before: $before) {
      nodes {
        id
      }
      pageInfo {
        hasPreviousPage
        hasNextPage
        startCursor
        endCursor
      }
    }
  }
`;
const arrival = gql`
  mutation {
    send(input: {}) {
      message {
        id
        accountId
        chatId
        timestamp
        type
      }
    }
  }
`;

type Variables = { around?: string; before?: string };

const page = (nodes: string[], hasPreviousPage: boolean) => ({
  messages: {
    __typename: "MessageConnection",
    nodes: nodes.map((id) => ({ __typename: "Message", id })),
    pageInfo: {
      __typename: "PageInfo",
      hasPreviousPage,
      hasNextPage: true,
      startCursor: nodes[0],
      endCursor: nodes.at(-1),
    },
  },
});

/** Answers as the server does for a conversation of m1 to m9, of which m9 comes last. */
function answer({ around, before }: Variables) {
  if (before) return page(["m8", "m7"], false);
  return around ? page(["m6", "m5", "m4"], true) : page(["m8", "m7"], false);
}

const sent = {
  send: {
    __typename: "SendMessagePayload",
    message: {
      __typename: "Message",
      id: "m9",
      accountId: "a",
      chatId: "c",
      timestamp: "2026-01-01T00:00:09Z",
      type: "text",
    },
  },
};

/** The server, as far as fetch sees it. */
async function fetched(_address: unknown, init?: RequestInit) {
  const { query, variables } = JSON.parse(String(init?.body)) as {
    query: string;
    variables: Variables;
  };
  const data = query.includes("mutation") ? sent : answer(variables);
  return new Response(JSON.stringify({ data }), {
    headers: { "content-type": "application/json" },
  });
}

function open() {
  const client = new Client({
    url: "http://localhost/graphql",
    preferGetMethod: false,
    fetch: fetched as typeof fetch,
    exchanges: [cache(), fetchExchange],
  });
  const read = async (variables: Variables, requestPolicy: RequestPolicy = "network-only") => {
    const side = variables.before ? { last: 2 } : { first: 3 };
    const { data } = await client
      .query<{ messages: { nodes: { id: string }[] } }>(
        query,
        { ...variables, ...side },
        { requestPolicy },
      )
      .toPromise();
    return data?.messages.nodes.map(({ id }) => id).sort();
  };
  const arrive = () => client.mutation(arrival, {}).toPromise();
  return { read, arrive };
}

describe("a message that comes in", () => {
  it("joins the newest messages, and no list that does not reach to them", async () => {
    const { read, arrive } = open();
    await read({});
    await read({ around: "m5" });
    await arrive();
    expect(await read({}, "cache-only")).toEqual(["m7", "m8", "m9"]);
    expect(await read({ around: "m5" }, "cache-only")).toEqual(["m4", "m5", "m6"]);
  });

  it("joins a list that was read on to the newest", async () => {
    const { read, arrive } = open();
    await read({ around: "m5" });
    await read({ around: "m5", before: "m6" });
    await arrive();
    expect(await read({ around: "m5" }, "cache-only")).toEqual([
      "m4",
      "m5",
      "m6",
      "m7",
      "m8",
      "m9",
    ]);
  });
});
