import { useEffect, useState } from "react";
import type { PairingAccountFragment } from "@/gql/graphql";
import { useSecondsLeft } from "@/lib/countdown";
import { Card } from "@/ui/card";
import { Tabs } from "@/ui/tabs";
import { CodePanel } from "./code-panel";
import { Connected, Expired, Finishing, Refused } from "./outcomes";
import { announcement, pairingStep } from "./pairing-state";
import { SandboxScan } from "./sandbox-scan";
import { ScanPanel } from "./scan-panel";

export type PairingWay = "scan" | "code";

type Props = {
  account: PairingAccountFragment;
  sandbox: boolean;
  way: PairingWay;
  onWay: (way: PairingWay) => void;
};

export function Pairing({ account, sandbox, way, onWay }: Props) {
  const { status, reason, qr } = account;
  const [sawCode, setSawCode] = useState(false);
  useEffect(() => {
    if (qr) setSawCode(true);
    else if (status === "disconnected" && reason === "qr_timeout") setSawCode(false);
  }, [qr, status, reason]);
  const step = pairingStep({ status, reason, hasCode: Boolean(qr), sawCode });
  const left = useSecondsLeft(qr ? Date.parse(qr.expiresAt) : null);
  const waiting = step === "preparing" || step === "scan";

  return (
    <div className="grid gap-4">
      <Card className="p-5">
        <p className="sr-only" role="status">
          {announcement(step, left)}
        </p>
        {waiting && (
          <Tabs
            label="How to link"
            value={way}
            onChange={(value) => onWay(value === "code" ? "code" : "scan")}
            tabs={[
              {
                value: "scan",
                label: "Scan a code",
                content: <ScanPanel qr={qr} left={left} />,
              },
              {
                value: "code",
                label: "Use a code instead",
                content: <CodePanel account={account} />,
              },
            ]}
          />
        )}
        {step === "finishing" && <Finishing />}
        {step === "connected" && <Connected account={account} />}
        {step === "expired" && <Expired account={account} />}
        {step === "refused" && <Refused account={account} />}
      </Card>
      {sandbox && waiting && <SandboxScan code={qr?.code} />}
    </div>
  );
}
