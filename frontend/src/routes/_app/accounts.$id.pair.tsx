import { createFileRoute, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { NewKey } from "@/features/accounts/new-key";
import { Pairing } from "@/features/pairing/pairing";
import { PairingAccount, usePairingAccount } from "@/features/pairing/pairing-data";
import { NotFound } from "@/features/shell/not-found";
import { readFragment } from "@/gql";
import { describe } from "@/lib/errors";
import { freshKey } from "@/lib/fresh-keys";
import { useTitle } from "@/lib/title";
import { Card, CardHeader } from "@/ui/card";
import { Page, PageHeader } from "@/ui/page";
import { Failure, Loading, Skeleton } from "@/ui/states";

export const Route = createFileRoute("/_app/accounts/$id/pair")({
  validateSearch: (search): { by?: "code" | "scan" } =>
    search.by === "code" || search.by === "scan" ? { by: search.by } : {},
  component: Pair,
});

// Nobody can scan the screen of the phone in the hand.
const onPhone = () => window.matchMedia("(max-width: 640px) and (pointer: coarse)").matches;

function Pair() {
  const { id } = Route.useParams();
  const { who } = Route.useRouteContext();
  const { by = onPhone() ? "code" : "scan" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const [result, refetch] = usePairingAccount(id);
  const account = readFragment(PairingAccount, result.data?.account);
  const key = freshKey(id);
  useTitle("Link a phone");

  if (!account) {
    if (result.error) return <Failure {...describe(result.error)} onRetry={refetch} />;
    if (result.data && !result.stale) return <NotFound what="This account" />;
  }
  return (
    <Page narrow>
      <PageHeader
        before={
          <Link
            to="/accounts"
            className="mb-1 inline-flex min-h-9 items-center gap-1.5 text-sm text-muted hover:text-ink"
          >
            <ArrowLeft className="size-4" aria-hidden="true" />
            Accounts
          </Link>
        }
        title={account ? `Link a phone to ${account.name}` : "Link a phone"}
        description="You can leave this page and come back; the code goes on."
      />
      {account ? (
        <div className="grid gap-4">
          <Pairing
            account={account}
            sandbox={who.sandbox}
            way={by}
            onWay={(way) => navigate({ search: { by: way }, replace: true })}
          />
          {key && (
            <Card>
              <CardHeader title="The account's API key" />
              <div className="px-5 pb-5">
                <NewKey apiKey={key} number={account.phoneNumber} />
              </div>
            </Card>
          )}
        </div>
      ) : (
        <Loading what="the account">
          <Card className="grid gap-4 p-5">
            <Skeleton className="h-11 w-72 max-w-full" />
            <Skeleton className="aspect-square w-full max-w-[22rem] rounded-lg" />
          </Card>
        </Loading>
      )}
    </Page>
  );
}
