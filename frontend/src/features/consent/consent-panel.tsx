import { Link } from "@tanstack/react-router";
import { Download, Plus, SearchX, ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { ConsentEntryFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { formatNumber } from "@/lib/phone-number";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Select } from "@/ui/field";
import { RelativeTime } from "@/ui/relative-time";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { AddConsent } from "./add-consent";
import {
  type ConsentFilter,
  sourceWords,
  stateWords,
  useConsents,
  useSetConsent,
} from "./consent-data";

type RowProps = {
  accountId: string;
  entry: ConsentEntryFragment;
  now: boolean;
  onChanged: () => void;
};

function Row({ accountId, entry, now, onChanged }: RowProps) {
  const [setting, set] = useSetConsent();
  const out = entry.state === "opted_out";
  const name = entry.phoneNumber ? formatNumber(entry.phoneNumber) : "Hidden number";

  async function put(state: ConsentEntryFragment["state"], said: string, undo: boolean) {
    const { error } = await set({ input: { accountId, contact: entry.jid, state } });
    if (error) return toast(describe(error).message, "bad");
    onChanged();
    toast(
      said,
      "ok",
      undo ? { label: "Undo", run: () => put(entry.state, "As it was.", false) } : undefined,
    );
  }

  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-5 py-3 md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,3fr)_8.5rem]">
      <p className="truncate font-medium tabular">{name}</p>
      <p>
        <Status tone={out ? "bad" : "ok"} word={stateWords[entry.state]} />
      </p>
      <div className="col-span-2 min-w-0 text-sm text-muted md:col-span-1">
        <p>
          {sourceWords[entry.source]}
          {entry.note && <span className="text-ink"> “{entry.note}”</span>}
        </p>
        <p>
          <RelativeTime iso={entry.at} />
          {entry.messageId && (
            <>
              {" · "}
              <Link
                to="/inbox/$accountId"
                params={{ accountId }}
                search={{ details: entry.messageId }}
                className="inline-flex min-h-6 items-center underline hover:text-ink"
              >
                Message
              </Link>
            </>
          )}
        </p>
      </div>
      {now && (
        <Button
          size="sm"
          className="col-span-2 justify-self-start md:col-span-1 md:justify-self-end"
          busy={setting.fetching}
          aria-label={`${out ? "Opt in again" : "Opt out"}: ${name}`}
          onClick={() =>
            put(
              out ? "opted_in" : "opted_out",
              out ? `${name} may be written to.` : `${name} is not written to any more.`,
              true,
            )
          }
        >
          {out ? "Opt in again" : "Opt out"}
        </Button>
      )}
    </li>
  );
}

/** Who may be written to and who may not, and what was said about it. */
export function ConsentPanel({ accountId }: { accountId: string }) {
  const [filter, setFilter] = useState<ConsentFilter>({ whole: false });
  const [adding, setAdding] = useState(false);
  const { entries, error, refetch, hasMore, loadMore, loading } = useConsents(accountId, filter);
  const filtered = Boolean(filter.state);
  const csv = `/api/accounts/${accountId}/consents?format=csv${filter.state ? `&state=${filter.state}` : ""}${filter.whole ? "&whole=true" : ""}`;

  return (
    <Card>
      <CardHeader
        title="Consent"
        description="Nothing is sent to contacts who opted out: not by API, not by the AI, not from here."
        action={
          <div className="flex flex-wrap gap-2">
            <Button asChild size="sm">
              <a href={csv} download>
                <Download aria-hidden="true" />
                Export CSV
              </a>
            </Button>
            <Button size="sm" variant="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden="true" />
              Add an entry
            </Button>
          </div>
        }
      />
      <search className="flex flex-wrap gap-2 px-5 pb-4">
        <Select
          aria-label="State"
          className="w-auto!"
          value={filter.state ?? ""}
          onChange={(event) =>
            setFilter({
              ...filter,
              state: (event.target.value || undefined) as ConsentFilter["state"],
            })
          }
        >
          <option value="">Everyone</option>
          <option value="opted_out">{stateWords.opted_out}</option>
          <option value="opted_in">{stateWords.opted_in}</option>
        </Select>
        <Select
          aria-label="Which entries"
          className="w-auto!"
          value={filter.whole ? "whole" : "now"}
          onChange={(event) => setFilter({ ...filter, whole: event.target.value === "whole" })}
        >
          <option value="now">What holds now</option>
          <option value="whole">Everything that was said</option>
        </Select>
      </search>
      <div className="border-t border-line">
        {!entries ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <Loading what="the consent ledger">
              <div className="grid gap-3 p-5">
                <Skeleton className="h-10" />
                <Skeleton className="h-10" />
                <Skeleton className="h-10" />
              </div>
            </Loading>
          )
        ) : entries.length === 0 ? (
          filtered ? (
            <Empty
              icon={<SearchX />}
              title="Nothing matches"
              action={
                <Button onClick={() => setFilter({ whole: false })}>Clear the filters</Button>
              }
            />
          ) : (
            <Empty icon={<ShieldCheck />} title="Nobody has opted out">
              A contact who writes STOP, or the same in another language, is put here and not
              written to any more.
            </Empty>
          )
        ) : (
          <ul className="divide-y divide-line">
            {entries.map((entry) => (
              <Row
                key={entry.id}
                accountId={accountId}
                entry={entry}
                now={!filter.whole}
                onChanged={refetch}
              />
            ))}
          </ul>
        )}
        {hasMore && (
          <div className="border-t border-line p-3 text-center">
            <Button size="sm" busy={loading} onClick={loadMore}>
              Show more entries
            </Button>
          </div>
        )}
      </div>
      <AddConsent
        accountId={accountId}
        open={adding}
        onClose={() => setAdding(false)}
        onAdded={refetch}
      />
    </Card>
  );
}
