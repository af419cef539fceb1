import { clsx } from "clsx";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { Button } from "./button";

type Toast = { id: number; tone: "ok" | "bad"; message: string };

const shownFor = 6000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function update(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => update(toasts.filter((t) => t.id !== id));

export function toast(message: string, tone: Toast["tone"] = "ok") {
  update([...toasts.slice(-2), { id: nextId++, tone, message }]);
}

function Item({ id, tone, message }: Toast) {
  useEffect(() => {
    // An error stays until it was read.
    if (tone === "bad") return;
    const timer = setTimeout(() => dismiss(id), shownFor);
    return () => clearTimeout(timer);
  }, [id, tone]);
  const Icon = tone === "ok" ? CircleCheck : CircleAlert;
  return (
    <li className="pointer-events-auto flex items-center gap-3 rounded-xl border border-line bg-surface py-1 ps-4 pe-1 shadow-lift motion-safe:animate-[rise_120ms_ease-out]">
      <Icon
        className={clsx("size-5 shrink-0", tone === "ok" ? "text-ok" : "text-bad")}
        aria-hidden="true"
      />
      <p className="min-w-0 flex-1 py-2">{message}</p>
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
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-20 z-60 mx-auto max-w-sm lg:inset-x-auto lg:end-6 lg:bottom-6 lg:w-96"
    >
      <ol className="grid gap-2">
        {shown.map((t) => (
          <Item key={t.id} {...t} />
        ))}
      </ol>
    </section>
  );
}
