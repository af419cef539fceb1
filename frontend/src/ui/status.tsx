import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, LoaderCircle, TriangleAlert } from "lucide-react";

export type Tone = "ok" | "warn" | "bad" | "info" | "neutral";

const tones: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  info: "bg-info-soft text-info",
  neutral: "bg-sunken text-muted",
};

const icons = {
  ok: CircleCheck,
  warn: TriangleAlert,
  bad: CircleAlert,
  info: LoaderCircle,
  neutral: Info,
};

/** Icon, word and colour together: never colour alone. */
export function Status({
  tone,
  word,
  className,
}: {
  tone: Tone;
  word: string;
  className?: string;
}) {
  const Icon = icons[tone];
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-medium whitespace-nowrap",
        tones[tone],
        className,
      )}
    >
      <Icon
        className={clsx("size-4 shrink-0", tone === "info" && "motion-safe:animate-spin")}
        aria-hidden="true"
      />
      {word}
    </span>
  );
}
