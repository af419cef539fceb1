import type { PairingAccountFragment } from "@/gql/graphql";
import { Skeleton } from "@/ui/states";
import { CountdownRing } from "./countdown-ring";
import { codeLifetime } from "./pairing-state";
import { QrCode } from "./qr-code";
import { PhoneSteps } from "./steps";

type Qr = NonNullable<PairingAccountFragment["qr"]>;

export function ScanPanel({ qr, left }: { qr: Qr | null | undefined; left: number }) {
  return (
    <div className="grid gap-6 md:grid-cols-[minmax(0,22rem)_1fr]">
      <div className="grid justify-items-center gap-3">
        {qr ? (
          <QrCode code={qr.code} />
        ) : (
          <Skeleton className="aspect-square w-full max-w-[22rem] rounded-lg" />
        )}
        <div className="min-h-9">
          {qr && (
            <CountdownRing
              left={left}
              total={codeLifetime(qr.number)}
              label={`New code in ${left} s · code ${qr.number} of ${qr.total}`}
            />
          )}
        </div>
      </div>
      <div>
        <h2 className="mb-4 font-semibold">On the phone</h2>
        <PhoneSteps way="scan" />
      </div>
    </div>
  );
}
