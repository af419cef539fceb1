import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { describe } from "@/lib/errors";
import { integer } from "@/lib/format";
import { Card, CardHeader } from "@/ui/card";
import { Select } from "@/ui/field";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { useUsage } from "./log-data";
import { byDay, type Day, type Measure, measures, totals, type UsageRow } from "./usage";
import { dollars, ms, providers } from "./words";

const width = 600;
const height = 120;

/** Bars by day. The table below says the same in numbers. */
function Bars({ days }: { days: readonly Day[] }) {
  const most = Math.max(...days.map(({ value }) => value), 0) || 1;
  const step = width / days.length;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="h-28 w-full text-accent"
      aria-hidden="true"
    >
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} className="stroke-line" />
      {days.map(({ day, value }, i) => (
        <rect
          key={day}
          x={i * step + step * 0.12}
          width={step * 0.76}
          y={height - (value / most) * (height - 4)}
          height={(value / most) * (height - 4)}
          fill="currentColor"
        />
      ))}
    </svg>
  );
}

function Table({ rows }: { rows: readonly UsageRow[] }) {
  const heads = ["Day", "Model", "Answers", "Tokens in", "Tokens out", "Time", "Cost"];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="overflow-x-auto" aria-label="Use by day and model" tabIndex={0}>
      <table className="w-full text-sm">
        <thead>
          <tr className="border-y border-line text-muted">
            {heads.map((head, i) => (
              <th
                key={head}
                scope="col"
                className={`px-3 py-2 font-medium whitespace-nowrap first:ps-5 last:pe-5 ${i > 1 ? "text-end" : "text-start"}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line tabular">
          {rows.map((row) => (
            <tr key={`${row.day} ${row.provider} ${row.model}`}>
              <td className="px-3 py-2 ps-5 whitespace-nowrap">{row.day}</td>
              <td className="min-w-44 px-3 py-2">
                <span className="font-mono break-all">{row.model}</span>{" "}
                <span className="text-muted">{providers[row.provider].name}</span>
              </td>
              <td className="px-3 py-2 text-end">{integer(row.replies)}</td>
              <td className="px-3 py-2 text-end">{integer(row.tokensIn)}</td>
              <td className="px-3 py-2 text-end">{integer(row.tokensOut)}</td>
              <td className="px-3 py-2 text-end whitespace-nowrap">
                {row.replies > 0 && ms(row.averageMs)}
              </td>
              <td className="px-3 py-2 pe-5 text-end whitespace-nowrap">
                {row.cost === null ? "not known" : dollars(row.cost)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How a price that is not known is set. */
function Unpriced({ rows }: { rows: readonly UsageRow[] }) {
  const models = [...new Set(rows.filter(({ cost }) => cost === null).map(({ model }) => model))];
  if (models.length === 0) return null;
  return (
    <p className="px-5 pb-4 text-sm text-muted">
      No price is known for{" "}
      {models.map((model, i) => (
        <span key={model}>
          {i > 0 && ", "}
          <span className="font-mono">{model}</span>
        </span>
      ))}
      . Add it under{" "}
      <Link
        to="."
        search={(search) => ({ ...search, part: "answers" })}
        className="font-medium text-accent-ink underline"
      >
        Answers, Prices
      </Link>
      : it counts from then on.
    </p>
  );
}

function Sums({ rows }: { rows: readonly UsageRow[] }) {
  const { replies, tokens, cost, partly } = totals(rows);
  const sums: [string, string][] = [
    ["Answers", integer(replies)],
    ["Tokens", integer(tokens)],
    ["Cost", partly && cost === 0 ? "Not known" : `${dollars(cost)}${partly ? " and more" : ""}`],
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 px-5 pb-4">
      {sums.map(([name, value]) => (
        <div key={name}>
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="text-lg font-semibold tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What answering took, by day and model. */
export function UsageCard({ accountId }: { accountId: string }) {
  const [days, setDays] = useState(30);
  const [what, setWhat] = useState<Measure>("replies");
  const { usage, error, refetch } = useUsage(accountId, days);
  return (
    <Card>
      <CardHeader
        title="Use and cost"
        description="By day, UTC, with what was tried in the playground. Costs are in US dollars, from the prices of the settings, of the provider, or as it publishes them."
        action={
          <div className="flex flex-wrap gap-2">
            <Select
              aria-label="What the chart shows"
              className="w-auto!"
              value={what}
              onChange={(event) => setWhat(event.target.value as Measure)}
            >
              {Object.entries(measures).map(([value, word]) => (
                <option key={value} value={value}>
                  {word}
                </option>
              ))}
            </Select>
            <Select
              aria-label="How far back"
              className="w-auto!"
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
            >
              <option value={7}>7 days</option>
              <option value={30}>30 days</option>
              <option value={90}>90 days</option>
            </Select>
          </div>
        }
      />
      {usage ? (
        usage.length === 0 ? (
          <p className="px-5 pb-5 text-muted">Nothing was asked in these days.</p>
        ) : (
          <>
            <Sums rows={usage} />
            <Unpriced rows={usage} />
            <div className="px-5 pb-3">
              <Bars days={byDay(usage, days, what)} />
            </div>
            <Table rows={usage} />
          </>
        )
      ) : error ? (
        <Failure {...describe(error)} onRetry={refetch} />
      ) : (
        <Loading what="the use">
          <Skeleton className="mx-5 mb-5 h-40" />
        </Loading>
      )}
    </Card>
  );
}
