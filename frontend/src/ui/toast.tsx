import { clsx } from "clsx";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { Button } from "./button";

type Action = { label: string; run: () => void };
type Toast = { id: number; tone: "ok" | "bad"; message: string; action?: Action | undefined };

const shownFor = 6000;
// Longer, for there is something to decide.
const shownWithAction = 12_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function update(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => update(toasts.filter((t) => t.id !== id));

/** Says what was done or went wrong; `action` is the way to take it back. */
export function toast(message: string, tone: Toast["tone"] = "ok", action?: Action) {
  update([...toasts.slice(-2), { id: nextId++, tone, message, action }]);
}

function Item({ id, tone, message, action }: Toast) {
  const stays = action ? shownWithAction : shownFor;
  useEffect(() => {
    // An error stays until it was read.
    if (tone === "bad") return;
    const timer = setTimeout(() => dismiss(id), stays);
    return () => clearTimeout(timer);
  }, [id, tone, stays]);
  const Icon = tone === "ok" ? CircleCheck : CircleAlert;
  return (
    <li className="pointer-events-auto flex items-center gap-3 rounded-xl border border-line bg-surface py-1 ps-4 pe-1 shadow-lift motion-safe:animate-[rise_120ms_ease-out]">
      <Icon
        className={clsx("size-5 shrink-0", tone === "ok" ? "text-ok" : "text-bad")}
        aria-hidden="true"
      />
      <p className="min-w-0 flex-1 py-2">{message}</p>
      {action && (
        <Button
          variant="ghost"
          size="sm"
          className="text-accent-ink"
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button variant="ghost" size="icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <X aria-hidden="true" />
      </Button>
    </li>
  );
}

export function Toaster() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
    () => toasts,
  );
  return (
    // High enough to leave the inbox's field and its button free.
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-36 z-60 mx-auto max-w-sm lg:inset-x-auto lg:end-6 lg:bottom-24 lg:w-96"
    >
      <ol className="grid gap-2">
        {shown.map((t) => (
          <Item key={t.id} {...t} />
        ))}
      </ol>
    </section>
  );
}
