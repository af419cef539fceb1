import { graphql } from "@/gql";
import { client, isUnauthenticated } from "./client";
import { mayBeSignedIn, session } from "./session";

const BootstrapQuery = graphql(`
  query Bootstrap {
    me {
      kind
      username
    }
    system {
      sandbox
      version
    }
  }
`);

export type Bootstrap = { username: string; sandbox: boolean; version: string };

let known: Bootstrap | null = null;

/** Who is here and what kind of server this is; null when nobody is signed in. Asked once. */
export async function bootstrap(): Promise<Bootstrap | null> {
  if (known && session.get() !== "out") return known;
  if (!mayBeSignedIn()) {
    session.set("out");
    return null;
  }
  const { data, error } = await client
    .query(BootstrapQuery, {}, { requestPolicy: "network-only" })
    .toPromise();
  if (data) {
    session.set("in");
    known = {
      username: data.me.username ?? "admin",
      sandbox: data.system.sandbox,
      version: data.system.version,
    };
    return known;
  }
  if (error && !isUnauthenticated(error)) throw error;
  known = null;
  session.set("out");
  return null;
}
