import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createStore, useStore } from "@/lib/store";

const jumps = createStore(0);

/** The message of the address is wanted once more, though the address stays as it is. */
export const jumpAgain = () => jumps.set((n) => n + 1);

export const elementId = (messageId: string) => `message-${messageId}`;
const find = (messageId: string | undefined) =>
  messageId ? document.getElementById(elementId(messageId)) : null;

// Long enough to find it with one's eyes.
const glow = 2500;

/** Brings the wanted message into sight once it is there; answers the one that is lit up. */
export function useArrival(wanted: string | undefined, there: boolean): string | undefined {
  const jump = useStore(jumps);
  const [lit, setLit] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each jump brings it into sight again
  useLayoutEffect(() => {
    if (there) find(wanted)?.scrollIntoView({ block: "center", behavior: "instant" });
  }, [wanted, there, jump]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same
  useEffect(() => {
    if (!there || !wanted) return;
    setLit(wanted);
    // After the heading of the conversation, which takes the focus when it opens.
    find(wanted)?.focus({ preventScroll: true });
    const timer = setTimeout(() => setLit(undefined), glow);
    return () => {
      clearTimeout(timer);
      setLit(undefined);
    };
  }, [wanted, there, jump]);
  return lit;
}

// So near to its end a list follows what comes.
const near = 120;

type Place = { list: string | undefined; newest: string | undefined; hasNewer: boolean };

/**
 * Where somebody reads. The scroller is a reversed column, which holds on to its end: older pages
 * push nothing away by themselves, newer ones would. Also counts what came meanwhile.
 */
export function usePlace(ids: readonly string[], list: string | undefined, hasNewer: boolean) {
  const scroller = useRef<HTMLElement>(null);
  const [away, setAway] = useState(false);
  const [seen, setSeen] = useState<string>();
  const newest = ids.at(-1);
  const before = useRef<Place & { tail: number }>(undefined);

  useLayoutEffect(() => {
    const box = scroller.current;
    const last = before.current;
    if (box && last && last.list !== list) {
      box.scrollTop = 0;
      // The button that led here goes; whoever writes goes on writing.
      const writing = document.activeElement?.matches("textarea, input");
      if (list === undefined && !writing) box.focus({ preventScroll: true });
    } else if (box && last && last.newest !== newest && (last.hasNewer || box.scrollTop < -near)) {
      const grown = tailOf(box, last.newest) - last.tail;
      if (grown > 0) box.scrollTop -= grown;
    }
    before.current = { list, newest, hasNewer, tail: tailOf(box, newest) };
  });

  const paged = useRef(hasNewer);
  useEffect(() => {
    if (!away || hasNewer || paged.current) setSeen(newest);
    paged.current = hasNewer;
  }, [away, hasNewer, newest]);

  const at = seen ? ids.indexOf(seen) : -1;
  return {
    scroller,
    away,
    unseen: away && !hasNewer && at >= 0 ? ids.length - 1 - at : 0,
    // Reversed columns count the way up from 0 as negative.
    onScroll: () => setAway((scroller.current?.scrollTop ?? 0) < -near),
    toEnd: () => {
      scroller.current?.scrollTo({ top: 0, behavior: "smooth" });
      scroller.current?.focus({ preventScroll: true });
    },
  };
}

/** How much there is below a message, in whatever place it is scrolled to. */
function tailOf(box: RefObject<HTMLElement | null>["current"], messageId: string | undefined) {
  const found = find(messageId);
  const end = box?.firstElementChild?.getBoundingClientRect().bottom;
  return found && end !== undefined ? end - found.getBoundingClientRect().bottom : 0;
}

/** Whether something came that the list does not reach to. */
export function useBeyond(latest: string | undefined, hasNewer: boolean): boolean {
  const [known, setKnown] = useState(latest);
  if (!hasNewer && known !== latest) setKnown(latest);
  return hasNewer && known !== latest;
}
