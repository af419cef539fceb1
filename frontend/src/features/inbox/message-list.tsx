import { ArrowDown } from "lucide-react";
import { Fragment, useEffect, useRef, useState } from "react";
import type { ThreadMessageFragment } from "@/gql/graphql";
import { dayLabel } from "@/lib/format";
import { Button } from "@/ui/button";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Bubble, PendingBubble } from "./bubble";
import { preview } from "./inbox-data";
import type { Pending } from "./pending";

type Props = {
  messages: readonly ThreadMessageFragment[];
  waiting: readonly Pending[];
  group: boolean;
  hasOlder: boolean;
  older: "idle" | "loading" | "failed";
  onOlder: () => void;
};

/** Loads by itself when it scrolls into sight; the button is there for keyboards and failures. */
function OlderMessages({ older, onOlder }: Pick<Props, "older" | "onOlder">) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current || older !== "idle") return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) onOlder();
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [older, onOlder]);
  return (
    <div ref={box} className="self-center py-2">
      <Button size="sm" busy={older === "loading"} onClick={onOlder}>
        {older === "failed" ? "Could not be loaded. Try again" : "Older messages"}
      </Button>
    </div>
  );
}

/** Counts what came while somebody reads further up. */
function useUnseen(messages: readonly ThreadMessageFragment[]) {
  const scroller = useRef<HTMLElement>(null);
  const [away, setAway] = useState(false);
  const [seenId, setSeenId] = useState<string | undefined>();
  const newest = messages.at(-1)?.id;
  useEffect(() => {
    if (!away) setSeenId(newest);
  }, [away, newest]);
  const at = messages.findIndex((message) => message.id === seenId);
  const unseen = away && at >= 0 ? messages.length - 1 - at : 0;
  // Reversed columns count the way up from 0 as negative.
  const onScroll = () => setAway((scroller.current?.scrollTop ?? 0) < -120);
  const toEnd = () => scroller.current?.scrollTo({ top: 0, behavior: "smooth" });
  return { scroller, away, unseen, onScroll, toEnd };
}

export function MessageList({ messages, waiting, group, hasOlder, older, onOlder }: Props) {
  const { scroller, away, unseen, onScroll, toEnd } = useUnseen(messages);
  const newest = messages.at(-1);
  return (
    <div className="relative min-h-0 flex-1">
      {/* The reversed column holds on to its end: older pages push nothing away. */}
      <section
        ref={scroller}
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards have to reach it
        tabIndex={0}
        onScroll={onScroll}
        className="flex h-full flex-col-reverse overflow-y-auto bg-wallpaper -outline-offset-2"
      >
        <ol className="flex flex-col gap-1.5 px-4 py-4 sm:px-6">
          {hasOlder && (
            <li className="flex flex-col">
              <OlderMessages older={older} onOlder={onOlder} />
            </li>
          )}
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
                  <Bubble message={message} showSender={group} />
                </PanelBoundary>
              </Fragment>
            );
          })}
          {waiting.map((item) => (
            <PendingBubble key={item.key} item={item} />
          ))}
        </ol>
      </section>
      <p className="sr-only" aria-live="polite">
        {newest?.direction === "incoming"
          ? `${newest.senderName ?? "New"}: ${preview(newest)}`
          : ""}
      </p>
      {away && (
        <Button
          className="absolute end-4 bottom-4 rounded-full shadow-lift"
          size="sm"
          onClick={toEnd}
        >
          <ArrowDown aria-hidden="true" />
          {unseen > 0 ? `${unseen} new` : "Newest"}
        </Button>
      )}
    </div>
  );
}
