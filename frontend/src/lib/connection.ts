import { createClient } from "graphql-ws";
import { probeSession, session } from "./session";
import { createStore } from "./store";

export type LinkState =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "reconnecting"; retryAt: number | null }
  | { kind: "offline" };

export const link = createStore<LinkState>({ kind: "connecting" });

/** Counts the reconnects: what was missed meanwhile has to be asked for again. */
export const reconnects = createStore(0);

const longestWait = 30_000;
const longestSilence = 5_000;

/** 1, 2, 4 … 30 s, with up to a quarter less so that tabs do not come back in step. */
export function backoff(attempt: number, random = Math.random()): number {
  const wait = Math.min(longestWait, 1000 * 2 ** attempt);
  return Math.round(wait * (1 - random / 4));
}

let wake: (() => void) | null = null;
let wasLive = false;
let open = false;
let attempt = 0;
let silence: ReturnType<typeof setTimeout> | undefined;

export function retryNow() {
  wake?.();
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      if (wake === done) wake = null;
      resolve();
    };
    const timer = setTimeout(done, ms);
    wake = done;
  });
}

async function untilRetry() {
  const ms = backoff(attempt++);
  link.set(
    navigator.onLine ? { kind: "reconnecting", retryAt: Date.now() + ms } : { kind: "offline" },
  );
  await wait(ms);
  link.set({ kind: "reconnecting", retryAt: null });
}

/** A page whose session ended would be refused each time; it connects again when it is signed in. */
function untilSignedIn(): Promise<void> {
  return new Promise((resolve) => {
    if (session.get() !== "expired") return resolve();
    const stop = session.subscribe(() => {
      if (session.get() === "expired") return;
      stop();
      resolve();
    });
  });
}

export const socket = createClient({
  url: async () => {
    await untilSignedIn();
    return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`;
  },
  // Five attempts are graphql-ws's default: a server that is updated is away for longer.
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => true,
  keepAlive: 12_000,
  connectionAckWaitTimeout: 10_000,
  retryWait: untilRetry,
  on: {
    connected: () => {
      open = true;
      attempt = 0;
      link.set({ kind: "live" });
      if (wasLive) reconnects.set((count) => count + 1);
      wasLive = true;
    },
    ping: (received) => {
      if (received) return;
      // graphql-ws waits for ever; a laptop that woke up has a socket that only looks open.
      clearTimeout(silence);
      silence = setTimeout(() => socket.terminate(), longestSilence);
    },
    pong: (received) => {
      if (received) clearTimeout(silence);
    },
    closed: () => {
      open = false;
      clearTimeout(silence);
      if (link.get().kind === "live") link.set({ kind: "reconnecting", retryAt: null });
      // A refused upgrade looks to the browser like any broken connection.
      void probeSession();
    },
  },
});

if (typeof window !== "undefined") {
  window.addEventListener("online", () => {
    if (open) link.set({ kind: "live" });
    else retryNow();
  });
  window.addEventListener("offline", () => link.set({ kind: "offline" }));
}
