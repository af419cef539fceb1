import { Link } from "@tanstack/react-router";
import { ScrollText, SearchX } from "lucide-react";
import { useState } from "react";
import type { AiOutcome } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Select } from "@/ui/field";
import { RelativeTime } from "@/ui/relative-time";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { Status } from "@/ui/status";
import { useTraces } from "./log-data";
import { TraceView } from "./trace-view";
import { UsageCard } from "./usage-card";
import { outcomeNames, outcomes, type Trace, unmarked } from "./words";

/** What the contact asked: the last that the model was told. */
const question = (trace: Trace) =>
  unmarked(trace.turns.findLast(({ role }) => role === "user")?.text ?? "");

function Row({ trace, accountId }: { trace: Trace; accountId: string }) {
  const { word, tone } = outcomes[trace.outcome];
  const asked = question(trace);
  return (
    <li data-testid="trace">
      <details>
        <summary className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-5 py-3 hover:bg-sunken md:grid-cols-[8rem_minmax(0,1fr)_7rem]">
          <span>
            <Status tone={tone} word={word} />
          </span>
          <span className="col-span-2 row-start-2 min-w-0 md:col-span-1 md:row-start-auto">
            <span className="block truncate">{trace.answer || trace.text || asked}</span>
            {trace.answer && asked && (
              <span className="block truncate text-sm text-muted">{asked}</span>
            )}
          </span>
          <span className="col-start-2 row-start-1 text-end text-sm text-muted md:col-start-auto md:row-start-auto">
            <RelativeTime iso={trace.createdAt} />
          </span>
        </summary>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t border-line bg-sunken px-5 py-4">
          {trace.text && (
            <p>
              {trace.text}
              {trace.reason && (
                <code className="ms-2 font-mono text-sm text-muted">{trace.reason}</code>
              )}
            </p>
          )}
          {trace.answer && <p className="whitespace-pre-wrap">{trace.answer}</p>}
          {trace.chatId && (
            <p>
              <Link
                to="/inbox/$accountId/$chatId"
                params={{ accountId, chatId: trace.chatId }}
                className="inline-flex min-h-6 items-center underline"
              >
                Open the conversation
              </Link>
            </p>
          )}
          <TraceView trace={trace} />
        </div>
      </details>
    </li>
  );
}

/** What became of each message, and what it cost. */
export function LogPart({ accountId }: { accountId: string }) {
  const [outcome, setOutcome] = useState<AiOutcome | "">("");
  const { traces, error, refetch, hasMore, loadMore, loading } = useTraces(
    accountId,
    outcome || null,
  );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <UsageCard accountId={accountId} />
      <Card>
        <CardHeader
          title="Log"
          description="What became of each message, kept for a week. New ones appear by themselves."
          action={
            <Select
              aria-label="Outcome"
              className="w-auto!"
              value={outcome}
              onChange={(event) => setOutcome(event.target.value as AiOutcome | "")}
            >
              <option value="">All outcomes</option>
              {outcomeNames.map((name) => (
                <option key={name} value={name}>
                  {outcomes[name].word}
                </option>
              ))}
            </Select>
          }
        />
        <div className="border-t border-line">
          {!traces ? (
            error ? (
              <Failure {...describe(error)} onRetry={refetch} />
            ) : (
              <Loading what="the log">
                <div className="grid gap-3 p-5">
                  <Skeleton className="h-8" />
                  <Skeleton className="h-8" />
                  <Skeleton className="h-8" />
                </div>
              </Loading>
            )
          ) : traces.length === 0 ? (
            outcome ? (
              <Empty
                icon={<SearchX />}
                title="Nothing matches"
                action={<Button onClick={() => setOutcome("")}>Clear the filter</Button>}
              />
            ) : (
              <Empty icon={<ScrollText />} title="Nothing yet">
                Each message that could have been answered stands here, with what became of it and
                why.
              </Empty>
            )
          ) : (
            <ul className="divide-y divide-line">
              {traces.map((trace) => (
                <Row key={trace.id} trace={trace} accountId={accountId} />
              ))}
            </ul>
          )}
          {hasMore && (
            <div className="border-t border-line p-3 text-center">
              <Button size="sm" busy={loading} onClick={loadMore}>
                Show more
              </Button>
            </div>
          )}
        </div>
      </Card>
    </div>
  );
}
