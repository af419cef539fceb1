import { createStore } from "./store";

/**
 * `unknown` until the server was asked, `expired` when it refused while pages were open: those stay
 * as they are under a sign-in dialog, so that nothing typed is lost.
 */
export type SessionState = "unknown" | "in" | "out" | "expired";

export const session = createStore<SessionState>("unknown");

const mark = "signed-in";

/** A browser that never signed in need not ask the server: the refusal would be noise. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(mark) !== null;
  } catch {
    return true;
  }
}

function remember(signedIn: boolean) {
  try {
    if (signedIn) localStorage.setItem(mark, "1");
    else localStorage.removeItem(mark);
  } catch {
    // Without storage the server is asked each time.
  }
}

/** The server refused the credential. */
export function refused() {
  remember(false);
  session.set((state) => (state === "in" || state === "expired" ? "expired" : "out"));
}

export type LoginResult =
  | { ok: true }
  | { ok: false; message: string; retryAfterSeconds: number | null };

export async function login(username: string, password: string): Promise<LoginResult> {
  let response: Response;
  try {
    response = await fetch("/api/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ username, password }),
    });
  } catch {
    return {
      ok: false,
      message: "The server cannot be reached. Check the connection and try again.",
      retryAfterSeconds: null,
    };
  }
  if (response.ok) {
    remember(true);
    return { ok: true };
  }
  return failedLogin(response.status, response.headers.get("retry-after"));
}

export function failedLogin(status: number, retryAfter: string | null): LoginResult {
  if (status === 401 || status === 422 || status === 400) {
    return {
      ok: false,
      message: "User name or password is not right.",
      retryAfterSeconds: null,
    };
  }
  if (status === 429) {
    const seconds = Number(retryAfter);
    return {
      ok: false,
      message: "Too many attempts.",
      retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 60,
    };
  }
  return {
    ok: false,
    message: `The server could not sign you in (${status}). Try again in a moment.`,
    retryAfterSeconds: null,
  };
}

/** Ends the session on the server; the page is loaded anew so that nothing stays in memory. */
export async function logout() {
  await fetch("/api/auth/logout", { method: "POST" }).catch(() => undefined);
  remember(false);
  window.location.assign("/login");
}

/** Asks whether the cookie still holds. A server that cannot be reached tells nothing. */
export async function probeSession() {
  const response = await fetch("/api/auth/user").catch(() => null);
  if (response?.status === 401) refused();
}
