import { Link } from "@tanstack/react-router";
import { useSubscription } from "urql";
import { graphql, readFragment } from "@/gql";
import { bytes, duration, integer } from "@/lib/format";
import { useLiveQuery } from "@/lib/use-live-query";
import { Card } from "@/ui/card";
import { Skeleton } from "@/ui/states";

const Tiles = graphql(`
  fragment OverviewTiles on System {
    uptimeSeconds
    database {
      ok
      latencyMs
    }
    memory {
      rssBytes
    }
    accounts {
      total
      ready
    }
    queues {
      outbox
    }
  }
`);

const TilesQuery = graphql(`
  query OverviewSystem {
    system {
      ...OverviewTiles
    }
  }
`);

const TilesLive = graphql(`
  subscription OverviewSystemLive {
    systemUpdated {
      ...OverviewTiles
    }
  }
`);

export function SystemTiles() {
  const [{ data }] = useLiveQuery({ query: TilesQuery });
  useSubscription({ query: TilesLive });
  const system = readFragment(Tiles, data?.system);
  const tiles = system && [
    ["Connected", `${integer(system.accounts.ready)} of ${integer(system.accounts.total)}`],
    ["Waiting to be sent", integer(system.queues.outbox)],
    ["Database", system.database.ok ? "Answers" : "Does not answer"],
    ["Memory", bytes(system.memory.rssBytes)],
    ["Up for", duration(system.uptimeSeconds)],
  ];
  return (
    <Card>
      <h2 className="sr-only">System</h2>
      <Link to="/system" className="block rounded-xl hover:bg-sunken" aria-label="System numbers">
        <dl className="grid grid-cols-2 gap-y-4 p-5 sm:grid-cols-3 lg:grid-cols-5">
          {tiles
            ? tiles.map(([name, value]) => (
                <div key={name}>
                  <dt className="text-sm text-muted">{name}</dt>
                  <dd className="text-lg font-semibold tabular">{value}</dd>
                </div>
              ))
            : ["a", "b", "c", "d", "e"].map((tile) => (
                <div key={tile} className="grid gap-2">
                  <dt>
                    <Skeleton className="h-4 w-20" />
                  </dt>
                  <dd>
                    <Skeleton className="h-5 w-14" />
                  </dd>
                </div>
              ))}
        </dl>
      </Link>
    </Card>
  );
}
