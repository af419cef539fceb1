import { useEffect, useState } from "react";

export type Late<T> = { get: () => T | undefined; load: () => Promise<unknown> };

/** A part that loads after the page and is there at once from then on. */
export function late<T>(ask: () => Promise<T>): Late<T> {
  let value: T | undefined;
  const load = () =>
    ask().then(
      (loaded) => {
        value = loaded;
      },
      // After an update the file is gone: the page then reloads, see vite:preloadError.
      () => undefined,
    );
  return { get: () => value, load };
}

/**
 * The part, once it is wanted and there. Not React's lazy: that holds back each thing that was
 * late for 300 ms, and a menu whose items are late too for most of a second.
 */
export function useLate<T>(part: Late<T>, wanted: boolean): T | undefined {
  const [, loaded] = useState(0);
  useEffect(() => {
    if (!wanted || part.get()) return;
    let gone = false;
    void part.load().then(() => {
      if (!gone) loaded((n) => n + 1);
    });
    return () => {
      gone = true;
    };
  }, [wanted, part]);
  return wanted ? part.get() : undefined;
}

// Long enough for the page to be there first.
const quietMoment = 1500;

export function usePreload(part: Late<unknown>) {
  useEffect(() => {
    const timer = setTimeout(part.load, quietMoment);
    return () => clearTimeout(timer);
  }, [part]);
}
