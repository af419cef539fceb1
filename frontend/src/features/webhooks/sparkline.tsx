import type { WebhookLineFragment } from "@/gql/graphql";

type Props = { recent: WebhookLineFragment["health"]["recent"] };

const height = 24;
const step = 4;

/** The last attempts as bars: as high as they took long, failed ones in another colour and full height. */
export function Sparkline({ recent }: Props) {
  if (recent.length === 0) return null;
  const failed = recent.filter(({ ok }) => !ok).length;
  const longest = Math.max(1, ...recent.map(({ durationMs }) => durationMs));
  return (
    <svg
      role="img"
      aria-label={`The last ${recent.length} attempts, ${failed} failed`}
      width={recent.length * step}
      height={height}
      className="shrink-0"
    >
      {recent.map(({ ok, durationMs }, index) => {
        const tall = ok ? Math.max(2, (durationMs / longest) * height) : height;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: attempts have no id, and never change places
            key={index}
            x={index * step}
            y={height - tall}
            width={step - 1}
            height={tall}
            className={ok ? "fill-ok" : "fill-bad"}
          />
        );
      })}
    </svg>
  );
}
