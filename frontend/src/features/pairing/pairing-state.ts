import type { AccountStatus } from "@/gql/graphql";

export type PairingStep = "preparing" | "scan" | "finishing" | "connected" | "expired" | "refused";

type Seen = {
  status: AccountStatus;
  reason?: string | null;
  hasCode: boolean;
  /** A code was on the screen before. */
  sawCode: boolean;
};

/** What the page shows. A code that went without running out was scanned. */
export function pairingStep({ status, reason, hasCode, sawCode }: Seen): PairingStep {
  switch (status) {
    case "ready":
      return "connected";
    case "qr_ready":
      return hasCode ? "scan" : "preparing";
    case "initializing":
      return sawCode ? "finishing" : "preparing";
    case "disconnected":
      if (reason === "qr_timeout") return "expired";
      // After a scan WhatsApp closes the connection once, to open it as the new device.
      return sawCode && reason === "connection_lost" ? "finishing" : "refused";
    default:
      return "refused";
  }
}

/** WhatsApp's own clock: the first code lives 60 s, the others 20 s. */
export const codeLifetime = (number: number): number => (number === 1 ? 60 : 20);

const steps: Record<PairingStep, string> = {
  preparing: "Preparing the code.",
  scan: "The code is ready to scan.",
  finishing: "The phone answered. Finishing.",
  connected: "Connected.",
  expired: "The codes ran out.",
  refused: "The account is not connected.",
};

/** For screen readers: each change of state, and the time at 30 and 10 seconds only. */
export function announcement(step: PairingStep, secondsLeft: number): string {
  if (step === "scan" && (secondsLeft === 30 || secondsLeft === 10)) {
    return `${secondsLeft} seconds left for this code.`;
  }
  return steps[step];
}
