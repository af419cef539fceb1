import { Link } from "@tanstack/react-router";
import { CircleCheck, LoaderCircle, RotateCw, TimerOff } from "lucide-react";
import type { ReactNode } from "react";
import type { PairingAccountFragment } from "@/gql/graphql";
import { useReconnect } from "@/lib/account-actions";
import { accountState } from "@/lib/account-state";
import { describe } from "@/lib/errors";
import { formatNumber } from "@/lib/phone-number";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { toast } from "@/ui/toast";

type Props = { account: PairingAccountFragment };

function Centre({
  icon,
  title,
  children,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="grid min-h-80 place-content-center justify-items-center gap-3 text-center">
      {icon}
      <h2 className="text-xl font-semibold">{title}</h2>
      {children}
    </div>
  );
}

export function Finishing() {
  return (
    <Centre
      icon={
        <LoaderCircle className="size-14 text-accent motion-safe:animate-spin" aria-hidden="true" />
      }
      title="The phone answered. Finishing …"
    >
      <p className="text-muted">Keep WhatsApp open on the phone for a moment.</p>
    </Centre>
  );
}

export function Connected({ account }: Props) {
  return (
    <Centre
      icon={<CircleCheck className="size-16 text-ok" aria-hidden="true" />}
      title={`Connected${account.pushName ? ` as ${account.pushName}` : ""}`}
    >
      {account.phoneNumber && (
        <p className="text-lg tabular">{formatNumber(account.phoneNumber)}</p>
      )}
      <div className="mt-3 flex flex-wrap justify-center gap-2">
        <Button asChild variant="primary">
          <Link
            to="/inbox/$accountId"
            params={{ accountId: account.id }}
            search={{ compose: true }}
          >
            Send a first message
          </Link>
        </Button>
        <Button asChild>
          <Link to="/accounts/$id" params={{ id: account.id }}>
            Open the account
          </Link>
        </Button>
      </div>
    </Centre>
  );
}

function ShowNewCodes({ id, word = "Show new codes" }: { id: string; word?: string }) {
  const [reconnecting, reconnect] = useReconnect();
  return (
    <Button
      variant="primary"
      busy={reconnecting.fetching}
      onClick={async () => {
        const { error } = await reconnect({ id });
        if (error) toast(describe(error).message, "bad");
      }}
    >
      <RotateCw aria-hidden="true" />
      {word}
    </Button>
  );
}

export function Expired({ account }: Props) {
  return (
    <Centre
      icon={<TimerOff className="size-14 text-warn" aria-hidden="true" />}
      title="The codes ran out"
    >
      <p className="max-w-sm text-muted">
        WhatsApp hands out six codes, which last for about three minutes. Nobody scanned one.
      </p>
      <ShowNewCodes id={account.id} />
    </Centre>
  );
}

export function Refused({ account }: Props) {
  const { word, remedy } = accountState(account.status, account.reason);
  return (
    <div className="grid gap-4 py-4">
      <Notice
        tone="bad"
        title={word}
        action={
          remedy === "none" ? null : (
            <ShowNewCodes
              id={account.id}
              word={remedy === "new-code" ? "Show new codes" : "Try again"}
            />
          )
        }
      >
        {account.errorMessage ?? "WhatsApp does not connect this account at the moment."}
      </Notice>
    </div>
  );
}
