import { useCallback, useEffect, useRef, useState } from "react";

export type Polled<T> = { data: T | undefined; error: Error | undefined; refresh: () => void };

/** Asks again every so often, and not while nobody looks. One request at a time. */
export function usePolling<T>(ask: () => Promise<T>, every = 1000): Polled<T> {
  const [state, setState] = useState<{ data?: T; error?: Error }>({});
  const latest = useRef(ask);
  latest.current = ask;
  const wake = useRef<() => void>(() => undefined);

  useEffect(() => {
    let stopped = false;
    let running = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function tick() {
      clearTimeout(timer);
      if (stopped || running || document.hidden) return;
      running = true;
      try {
        const data = await latest.current();
        if (!stopped) setState({ data });
      } catch (error) {
        const problem = error instanceof Error ? error : new Error("Something went wrong.");
        if (!stopped) setState((before) => ({ ...before, error: problem }));
      }
      running = false;
      if (!stopped) timer = setTimeout(tick, every);
    }

    wake.current = tick;
    void tick();
    document.addEventListener("visibilitychange", tick);
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [every]);

  const refresh = useCallback(() => wake.current(), []);
  return { data: state.data, error: state.error, refresh };
}
