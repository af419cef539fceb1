import { clsx } from "clsx";
import { LoaderCircle, Radio, WifiOff } from "lucide-react";
import { type LinkState, link, retryNow } from "@/lib/connection";
import { useSecondsLeft } from "@/lib/countdown";
import { useStore } from "@/lib/store";
import { Button } from "@/ui/button";

const looks = {
  live: { icon: Radio, word: "Live", ink: "text-ok" },
  connecting: { icon: LoaderCircle, word: "Connecting", ink: "text-muted" },
  reconnecting: { icon: LoaderCircle, word: "Reconnecting", ink: "text-warn" },
  offline: { icon: WifiOff, word: "Offline", ink: "text-bad" },
};

const retryAt = (state: LinkState) => (state.kind === "reconnecting" ? state.retryAt : null);

/** Whether what is on the page is live, and the way to make it so. */
export function LinkIndicator({ compact }: { compact?: boolean }) {
  const state = useStore(link);
  const left = useSecondsLeft(retryAt(state));
  const { icon: Icon, word, ink } = looks[state.kind];
  const waiting = retryAt(state) !== null;
  return (
    <div
      className={clsx(
        "flex min-h-9 items-center gap-x-2 text-sm",
        compact ? "px-1" : "flex-wrap px-3",
      )}
    >
      <span className="flex items-center gap-2" role="status">
        <Icon
          className={clsx(
            "size-4",
            ink,
            (state.kind === "connecting" || state.kind === "reconnecting") &&
              "motion-safe:animate-spin",
          )}
          aria-hidden="true"
        />
        <span className={clsx("font-medium", ink, compact && waiting && "sr-only")}>{word}</span>
      </span>
      {waiting && left > 0 && <span className="text-muted tabular">in {left} s</span>}
      {waiting && (
        <Button size="sm" onClick={retryNow} className={compact ? "" : "mt-1 w-full"}>
          Retry now
        </Button>
      )}
    </div>
  );
}
