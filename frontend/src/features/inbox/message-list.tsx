import { ArrowDown } from "lucide-react";
import { Fragment, useEffect, useRef } from "react";
import type { ThreadMessageFragment } from "@/gql/graphql";
import { dayLabel } from "@/lib/format";
import { Button } from "@/ui/button";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Bubble, PendingBubble } from "./bubble";
import { preview } from "./inbox-data";
import type { Pending } from "./pending";
import { useArrival, useBeyond, usePlace } from "./place";
import type { Loading } from "./thread-data";

type Side = { state: Loading; load: () => void; more: boolean };

type Props = {
  messages: readonly ThreadMessageFragment[];
  waiting: readonly Pending[];
  group: boolean;
  older: Side;
  newer: Side;
  /** The message that the list was opened around, if not at its end. */
  list: string | undefined;
  /** The message to show. */
  wanted: string | undefined;
  /** The conversation's newest message, in the list or not. */
  latest: string | undefined;
  onLatest: () => void;
};

/** Loads by itself when it scrolls into sight; the button is there for keyboards and failures. */
function MoreMessages({ side, label }: { side: Side; label: string }) {
  const { state, load, more } = side;
  const box = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!box.current || !more || state !== "idle") return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) load();
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [state, load, more]);
  if (!more) return null;
  return (
    <li ref={box} className="self-center py-2">
      <Button size="sm" busy={state === "loading"} onClick={load}>
        {state === "failed" ? "Could not be loaded. Try again" : label}
      </Button>
    </li>
  );
}

export function MessageList(props: Props) {
  const { messages, waiting, group, older, newer, list, wanted, latest, onLatest } = props;
  const ids = messages.map(({ id }) => id);
  const { scroller, away, unseen, onScroll, toEnd } = usePlace(ids, list, newer.more);
  const lit = useArrival(wanted, Boolean(wanted && ids.includes(wanted)));
  const beyond = useBeyond(latest, newer.more);
  const newest = newer.more ? undefined : messages.at(-1);
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={scroller}
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards have to reach it
        tabIndex={0}
        onScroll={onScroll}
        className="flex h-full flex-col-reverse overflow-y-auto bg-wallpaper -outline-offset-2"
      >
        <ol className="flex flex-col gap-1.5 px-4 py-4 sm:px-6">
          <MoreMessages side={older} label="Older messages" />
          {messages.map((message, index) => {
            const day = dayLabel(message.timestamp);
            const before = messages[index - 1];
            return (
              <Fragment key={message.id}>
                {(!before || dayLabel(before.timestamp) !== day) && (
                  <li className="my-2 self-center rounded-full bg-surface px-3 py-0.5 text-sm text-muted shadow-card">
                    {day}
                  </li>
                )}
                <PanelBoundary name="This message">
                  <Bubble message={message} showSender={group} lit={message.id === lit} />
                </PanelBoundary>
              </Fragment>
            );
          })}
          <MoreMessages side={newer} label="Newer messages" />
          {!newer.more && waiting.map((item) => <PendingBubble key={item.key} item={item} />)}
        </ol>
      </section>
      <p className="sr-only" aria-live="polite">
        {newest?.direction === "incoming"
          ? `${newest.senderName ?? "New"}: ${preview(newest)}`
          : ""}
      </p>
      {(away || newer.more) && (
        <Button
          className="absolute end-4 bottom-4 rounded-full shadow-lift"
          size="sm"
          onClick={newer.more ? onLatest : toEnd}
        >
          <ArrowDown aria-hidden="true" />
          {unseen > 0 ? `${unseen} new` : beyond ? "New messages" : "Jump to latest"}
        </Button>
      )}
    </div>
  );
}
