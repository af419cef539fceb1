import { createFileRoute } from "@tanstack/react-router";
import { SystemNumbers, useSystem } from "@/features/system/system-data";
import { SystemPanel } from "@/features/system/system-panel";
import { readFragment } from "@/gql";
import { describe } from "@/lib/errors";
import { useTitle } from "@/lib/title";
import { Page, PageHeader } from "@/ui/page";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";

export const Route = createFileRoute("/_app/system")({ component: System });

const tiles = ["a", "b", "c", "d", "e", "f", "g", "h"];

function System() {
  useTitle("System");
  const [result, refetch] = useSystem();
  const system = readFragment(SystemNumbers, result.data?.system);
  return (
    <Page>
      <PageHeader title="System" description="Measured by the server every two seconds." />
      {system ? (
        <PanelBoundary name="The system's numbers">
          <SystemPanel system={system} />
        </PanelBoundary>
      ) : result.error ? (
        <Failure {...describe(result.error)} onRetry={refetch} />
      ) : (
        <Loading what="the system's numbers">
          <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
            {tiles.map((tile) => (
              <Skeleton key={tile} className="h-32 rounded-xl" />
            ))}
          </div>
        </Loading>
      )}
    </Page>
  );
}
