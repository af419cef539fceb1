import { describe } from "@/lib/errors";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { HealthCard } from "./health-card";
import { PaceCard } from "./pace-card";
import { QueueCard } from "./queue-card";
import { useSending } from "./sending-data";

/** An account's sending: how its number stands, what may go out, and what waits. */
export function SendingPanel({ accountId }: { accountId: string }) {
  const { account, error, refetch } = useSending(accountId);
  if (!account) {
    if (error) return <Failure {...describe(error)} onRetry={refetch} />;
    return (
      <Loading what="the sending">
        <div className="grid gap-4 lg:grid-cols-2">
          <Skeleton className="h-56 rounded-xl" />
          <Skeleton className="h-56 rounded-xl" />
          <Skeleton className="h-40 rounded-xl lg:col-span-2" />
        </div>
      </Loading>
    );
  }
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <PanelBoundary name="The number's health">
        <HealthCard health={account.health} />
      </PanelBoundary>
      <PanelBoundary name="The pace">
        <PaceCard account={account} />
      </PanelBoundary>
      <PanelBoundary name="The outbox">
        <QueueCard account={account} />
      </PanelBoundary>
    </div>
  );
}
