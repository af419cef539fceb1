const radius = 15;
const length = 2 * Math.PI * radius;

/** The remaining life as a ring and in words. Quiet: readers hear it from the live region. */
export function CountdownRing({
  left,
  total,
  label,
}: {
  left: number;
  total: number;
  label: string;
}) {
  const part = Math.min(1, left / total);
  return (
    <p className="flex items-center gap-3 text-muted" aria-hidden="true">
      <svg viewBox="0 0 36 36" className="size-9 -rotate-90">
        <title>Time left</title>
        <circle cx="18" cy="18" r={radius} fill="none" strokeWidth="4" className="stroke-line" />
        <circle
          cx="18"
          cy="18"
          r={radius}
          fill="none"
          strokeWidth="4"
          strokeLinecap="round"
          strokeDasharray={length}
          strokeDashoffset={length * (1 - part)}
          className={left <= 5 ? "stroke-warn" : "stroke-accent"}
        />
      </svg>
      <span className="tabular">{label}</span>
    </p>
  );
}
