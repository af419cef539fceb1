import type { AccountSendingFragment, HealthLevel } from "@/gql/graphql";
import { Card, CardHeader } from "@/ui/card";
import { Status, type Tone } from "@/ui/status";

const levels: Record<HealthLevel, { word: string; tone: Tone; bar: string }> = {
  good: { word: "Good", tone: "ok", bar: "fill-ok" },
  fair: { word: "Fair", tone: "warn", bar: "fill-warn" },
  poor: { word: "Poor", tone: "bad", bar: "fill-bad" },
};

/** How likely WhatsApp is to leave the number alone, what lowers that, and what to do. */
export function HealthCard({ health }: { health: AccountSendingFragment["health"] }) {
  const { word, tone, bar } = levels[health.level];
  return (
    <Card>
      <CardHeader
        title="Number health"
        description="How likely WhatsApp is to leave the number alone, by the last 7 days. A judgement, not a promise."
      />
      <div className="px-5 pb-4">
        <p className="flex items-center gap-3">
          <span className="text-3xl font-semibold tabular">{health.score}</span>
          <span className="text-muted">of 100</span>
          <Status tone={tone} word={word} className="ms-auto" />
        </p>
        {/* The number says the same. */}
        <svg
          aria-hidden="true"
          viewBox="0 0 100 2"
          className="mt-2 w-full"
          preserveAspectRatio="none"
        >
          <rect width="100" height="2" rx="1" className="fill-hover" />
          <rect width={health.score} height="2" rx="1" className={bar} />
        </svg>
      </div>
      {health.causes.length === 0 ? (
        <p className="border-t border-line px-5 py-3 text-muted">Nothing speaks against it.</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line" aria-label="What lowers it">
          {health.causes.map((cause) => (
            <li key={cause.code} className="flex items-start justify-between gap-4 px-5 py-3">
              <p>{cause.text}</p>
              <p className="shrink-0 font-medium text-bad tabular">
                −{cause.points}
                <span className="sr-only"> points</span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
