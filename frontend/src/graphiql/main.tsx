import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import "./graphiql.css";
import { createClient } from "graphql-ws";
import { createRoot } from "react-dom/client";
import { samples } from "./samples";

type Policies = { createPolicy: (name: string, rules: object) => unknown };

// The explorer shows descriptions of the schema as HTML that it made from Markdown, with tags of
// the source escaped. They come from this server and from nowhere else.
(window as { trustedTypes?: Policies }).trustedTypes?.createPolicy("default", {
  createHTML: (html: string) => html,
});

const scheme = location.protocol === "https:" ? "wss" : "ws";
const fetcher = createGraphiQLFetcher({
  url: "/graphql",
  wsClient: createClient({ url: `${scheme}://${location.host}/graphql` }),
});

async function start() {
  const { status } = await fetch("/api/auth/user");
  if (status === 401) {
    location.replace("/login?to=/graphiql/");
    return;
  }
  const root = document.getElementById("graphiql");
  if (root) createRoot(root).render(<GraphiQL fetcher={fetcher} defaultTabs={samples} />);
}

void start();
