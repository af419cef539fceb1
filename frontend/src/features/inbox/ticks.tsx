import { clsx } from "clsx";
import { Check, CheckCheck, CircleAlert, Clock } from "lucide-react";
import type { MessageStatus } from "@/gql/graphql";
import { statusWords, type Tick, tickOf } from "@/lib/message-status";

const icons: Record<Exclude<Tick, "none">, typeof Check> = {
  clock: Clock,
  one: Check,
  two: CheckCheck,
  blue: CheckCheck,
  failed: CircleAlert,
};

/** The ticks as people know them, with the words for who does not see them. */
export function Ticks({ status, className }: { status: MessageStatus; className?: string }) {
  const tick = tickOf(status);
  if (tick === "none") return null;
  const Icon = icons[tick];
  return (
    <span className={clsx("inline-flex", className)} title={statusWords(status)}>
      <Icon
        aria-hidden="true"
        className={clsx(
          "size-4",
          tick === "blue" && "text-read",
          tick === "failed" && "text-bad",
          tick === "clock" && "size-3.5",
        )}
      />
      <span className="sr-only">{statusWords(status)}</span>
    </span>
  );
}
