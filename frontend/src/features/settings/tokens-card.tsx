import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useMutation } from "urql";
import type { SettingsTokensQuery } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { useLiveQuery } from "@/lib/use-live-query";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Dialog, DialogActions } from "@/ui/dialog";
import { RelativeTime } from "@/ui/relative-time";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";
import { CreateTokenDialog } from "./create-token";
import { RevokeToken, TokensQuery } from "./tokens-data";

type Token = SettingsTokensQuery["apiTokens"][number];

function TokenRow({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
      <div className="min-w-0">
        <p className="font-medium">{token.name}</p>
        <p className="text-sm text-muted">
          <code className="font-mono">{token.prefix}…</code> · made{" "}
          <RelativeTime iso={token.createdAt} /> ·{" "}
          {token.lastUsedAt ? (
            <>
              used <RelativeTime iso={token.lastUsedAt} />
            </>
          ) : (
            "never used"
          )}
        </p>
      </div>
      <Button size="sm" variant="danger" onClick={onRevoke} aria-label={`Revoke ${token.name}`}>
        Revoke …
      </Button>
    </li>
  );
}

export function TokensCard() {
  const [result, refetch] = useLiveQuery({ query: TokensQuery });
  const [creating, setCreating] = useState(false);
  const [doomed, setDoomed] = useState<Token | null>(null);
  const [revoking, revoke] = useMutation(RevokeToken);
  const tokens = result.data?.apiTokens;

  async function confirmRevoke() {
    if (!doomed) return;
    const { error } = await revoke({ id: doomed.id });
    setDoomed(null);
    if (error) return toast(describe(error).message, "bad");
    toast(`${doomed.name} was revoked.`);
    refetch();
  }

  return (
    <Card>
      <CardHeader
        title="Admin API tokens"
        description="For programs that manage accounts by GraphQL or REST without a browser."
        action={
          <Button size="sm" onClick={() => setCreating(true)} data-shortcut="new">
            New token
          </Button>
        }
      />
      <div className="border-t border-line">
        {tokens ? (
          tokens.length === 0 ? (
            <Empty icon={<KeyRound />} title="No tokens yet">
              To send messages for one account, its own API key is the better choice.
            </Empty>
          ) : (
            <ul className="divide-y divide-line">
              {tokens.map((token) => (
                <TokenRow key={token.id} token={token} onRevoke={() => setDoomed(token)} />
              ))}
            </ul>
          )
        ) : result.error ? (
          <Failure {...describe(result.error)} onRetry={refetch} />
        ) : (
          <Loading what="tokens">
            <div className="grid gap-2 px-5 py-4">
              <Skeleton className="h-5 w-40" />
              <Skeleton className="h-4 w-64 max-w-full" />
            </div>
          </Loading>
        )}
      </div>
      <CreateTokenDialog open={creating} onClose={() => setCreating(false)} />
      <Dialog
        open={doomed !== null}
        onOpenChange={(open) => !open && setDoomed(null)}
        title={`Revoke ${doomed?.name ?? "token"}?`}
        description="Programs that use it are refused from now on."
      >
        <DialogActions>
          <Button onClick={() => setDoomed(null)}>Keep it</Button>
          <Button variant="danger" busy={revoking.fetching} onClick={confirmRevoke}>
            Revoke token
          </Button>
        </DialogActions>
      </Dialog>
    </Card>
  );
}
