import type { AccountStatus } from "@/gql/graphql";

export type Tone = "ok" | "warn" | "bad" | "info" | "neutral";
export type Remedy = "scan" | "new-code" | "reconnect" | "none";

export type AccountState = { word: string; tone: Tone; remedy: Remedy };

const states: Record<AccountStatus, AccountState> = {
  initializing: { word: "Connecting", tone: "info", remedy: "none" },
  qr_ready: { word: "Waiting for scan", tone: "warn", remedy: "scan" },
  ready: { word: "Connected", tone: "ok", remedy: "none" },
  disconnected: { word: "Disconnected", tone: "warn", remedy: "reconnect" },
  auth_failed: { word: "Logged out", tone: "bad", remedy: "new-code" },
  error: { word: "Refused", tone: "bad", remedy: "reconnect" },
};

const reasons: Record<string, Partial<AccountState>> = {
  qr_timeout: { word: "Code expired", remedy: "new-code" },
  connection_lost: { word: "Reconnecting" },
  contested: { word: "Opened elsewhere", remedy: "none" },
  stopped: { word: "Stopped" },
  replaced: { word: "Replaced", tone: "bad" },
  temp_ban: { word: "Restricted", tone: "bad" },
  banned: { word: "Banned", tone: "bad", remedy: "none" },
  client_outdated: { word: "Outdated", tone: "bad" },
};

/** The word, colour and way out for a status with its reason. */
export function accountState(status: AccountStatus, reason?: string | null): AccountState {
  const state = states[status];
  if (!reason || status === "ready" || status === "qr_ready") return state;
  return { ...state, ...reasons[reason] };
}
