import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import type { SystemNumbersFragment } from "@/gql/graphql";
import { bytes, duration, integer } from "@/lib/format";
import { Card } from "@/ui/card";
import { Status } from "@/ui/status";
import { Sparkline } from "./sparkline";

const kept = 60;

/** The last two minutes of a number that comes every two seconds. */
function useHistory(value: number, at: number) {
  const [values, setValues] = useState<readonly number[]>([]);
  // Each answer counts, also one with the same number.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at marks the answer
  useEffect(() => setValues((before) => [...before.slice(1 - kept), value]), [value, at]);
  return values;
}

type TileProps = { name: string; value: ReactNode; note?: ReactNode; children?: ReactNode };

function Tile({ name, value, note, children }: TileProps) {
  return (
    <Card className="flex flex-col p-5">
      <h2 className="text-sm font-medium text-muted">{name}</h2>
      <p className="mt-1 text-2xl font-semibold tabular">{value}</p>
      {note && <p className="mt-0.5 text-sm text-muted tabular">{note}</p>}
      {children && <div className="mt-auto pt-3">{children}</div>}
    </Card>
  );
}

const milliseconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

export function SystemPanel({ system }: { system: SystemNumbersFragment }) {
  const { database, memory, accounts, queues } = system;
  const rss = useHistory(memory.rssBytes, system.uptimeSeconds);
  const latency = useHistory(database.latencyMs ?? 0, system.uptimeSeconds);
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      <Tile
        name="Server"
        value={system.version}
        note={`Up for ${duration(system.uptimeSeconds)}`}
      />
      <Tile
        name="Accounts connected"
        value={`${integer(accounts.ready)} of ${integer(accounts.total)}`}
        note={`WhatsApp Web ${system.whatsappVersion}`}
      >
        <Link to="/accounts" className="text-sm text-accent-ink underline">
          All accounts
        </Link>
      </Tile>
      <Tile
        name="Messages waiting"
        value={integer(queues.outbox)}
        note={`${integer(queues.media)} files to fetch`}
      />
      <Tile
        name="Database"
        value={
          <Status
            tone={database.ok ? "ok" : "bad"}
            word={database.ok ? "Answers" : "Does not answer"}
            className="align-middle"
          />
        }
        note={`${database.connections} of ${database.maxConnections} connections`}
      />
      <Tile
        name="Memory"
        value={bytes(memory.rssBytes)}
        note={`${bytes(memory.heapBytes)} Go heap`}
      >
        <Sparkline values={rss} />
      </Tile>
      <Tile
        name="Database round trip"
        value={typeof database.latencyMs === "number" ? milliseconds(database.latencyMs) : "–"}
        note="Of a trivial query"
      >
        <Sparkline values={latency} />
      </Tile>
      <Tile
        name="Database size"
        value={typeof database.sizeBytes === "number" ? bytes(database.sizeBytes) : "–"}
      />
      <Tile name="Goroutines" value={integer(memory.goroutines)} />
    </div>
  );
}
