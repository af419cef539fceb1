import { Link, useNavigate } from "@tanstack/react-router";
import { QrCode, RotateCw } from "lucide-react";
import type { AccountLineFragment } from "@/gql/graphql";
import { useReconnect } from "@/lib/account-actions";
import { accountState } from "@/lib/account-state";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toast";

/** The one thing to do about an account that is not connected; nothing when there is none. */
export function RemedyButton({ account }: { account: AccountLineFragment }) {
  const { remedy } = accountState(account.status, account.reason);
  const [reconnecting, reconnect] = useReconnect();
  const navigate = useNavigate();
  if (remedy === "none") return null;

  if (remedy === "scan") {
    return (
      <Button asChild size="sm" variant="primary">
        <Link to="/accounts/$id/pair" params={{ id: account.id }}>
          <QrCode aria-hidden="true" />
          Scan the code
        </Link>
      </Button>
    );
  }

  async function act() {
    const result = await reconnect({ id: account.id });
    if (result.error) return toast(describe(result.error).message, "bad");
    if (remedy === "new-code") {
      void navigate({ to: "/accounts/$id/pair", params: { id: account.id } });
    } else toast(`${account.name} is connecting.`);
  }

  return (
    <Button size="sm" variant="primary" busy={reconnecting.fetching} onClick={act}>
      {remedy === "new-code" ? <QrCode aria-hidden="true" /> : <RotateCw aria-hidden="true" />}
      {remedy === "new-code" ? "Link again" : "Reconnect"}
    </Button>
  );
}
