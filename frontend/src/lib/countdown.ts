import { useEffect, useState } from "react";

/** Whole seconds until `until`, never below 0. */
export function secondsLeft(until: number, now = Date.now()): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}

/** Counts down to a moment, once a second; stops at 0. */
export function useSecondsLeft(until: number | null): number {
  const [left, setLeft] = useState(() => (until === null ? 0 : secondsLeft(until)));
  useEffect(() => {
    if (until === null) return setLeft(0);
    const tick = () => {
      const now = secondsLeft(until);
      setLeft(now);
      if (now === 0) clearInterval(timer);
    };
    const timer = setInterval(tick, 250);
    tick();
    return () => clearInterval(timer);
  }, [until]);
  return left;
}
