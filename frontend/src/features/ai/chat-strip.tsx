import { Bot } from "lucide-react";
import { readFragment } from "@/gql";
import { useSecondsLeft } from "@/lib/countdown";
import { describe } from "@/lib/errors";
import { duration } from "@/lib/format";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toast";
import { DraftActions } from "./draft-card";
import { AiDraftParts, useChatAi, useResumeAi } from "./drafts-data";
import { isForever, pauseWords, untilWords } from "./words";

// A timer of the browser holds no longer; the exact rest of so long a pause helps nobody anyway.
const longest = 24 * 3600;

type PausedProps = { chatId: string; until: string; reason: string | null };

function Paused({ chatId, until, reason }: PausedProps) {
  const [resuming, resume] = useResumeAi();
  const forever = isForever(until);
  const left = useSecondsLeft(forever ? null : Date.parse(until));
  const why = pauseWords(reason);

  async function goOn() {
    const { error } = await resume({ chatId });
    if (error) toast(describe(error).message, "bad");
  }

  if (!forever && left === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line bg-info-soft px-4 py-1 text-sm text-info">
      <Bot className="size-4.5 shrink-0" aria-hidden="true" />
      <p className="min-w-0 flex-1 basis-48 py-1">
        AI is paused in this chat until{" "}
        {forever ? (
          "you resume it"
        ) : (
          <time dateTime={until} className="font-medium tabular">
            {untilWords(until)}
          </time>
        )}
        {why && ` because ${why}`}.
        {!forever && left < longest && (
          <span className="tabular"> {duration(left > 120 ? left - (left % 60) : left)} left.</span>
        )}
      </p>
      <Button size="sm" variant="ghost" busy={resuming.fetching} onClick={goOn}>
        Resume
      </Button>
    </div>
  );
}

/** What the AI is about in a chat: paused, thinking, or with a draft to decide on. */
export function ChatStrip({ chatId }: { chatId: string }) {
  const { ai, refetch } = useChatAi(chatId);
  const draft = readFragment(AiDraftParts, ai?.draft);
  if (!ai) return null;
  return (
    <>
      {ai.pausedUntil && ai.active && (
        <Paused chatId={chatId} until={ai.pausedUntil} reason={ai.pauseReason} />
      )}
      {ai.pending && !draft && (
        <p
          role="status"
          className="flex items-center gap-3 border-t border-line bg-surface px-4 py-2 text-sm text-muted"
        >
          <Bot className="size-4.5 shrink-0" aria-hidden="true" />
          The AI is about to answer.
        </p>
      )}
      {draft?.state === "pending" && (
        <section
          aria-label="Draft of the AI"
          className="grid grid-cols-[minmax(0,1fr)] gap-2 border-t border-line bg-accent-soft px-4 py-3"
        >
          <p className="flex items-center gap-2 text-sm font-medium text-accent-ink">
            <Bot className="size-4.5 shrink-0" aria-hidden="true" />
            The AI would answer:
          </p>
          <DraftActions key={draft.id} draft={draft} onDecided={refetch} />
        </section>
      )}
    </>
  );
}
