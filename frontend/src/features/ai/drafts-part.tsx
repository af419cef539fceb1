import { Link } from "@tanstack/react-router";
import { MessageSquareDashed } from "lucide-react";
import { describe } from "@/lib/errors";
import { Card, CardHeader } from "@/ui/card";
import { RelativeTime } from "@/ui/relative-time";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { DraftActions } from "./draft-card";
import { useDrafts } from "./drafts-data";
import { nameOf } from "./words";

/** Answers that wait for a person, oldest first. */
export function DraftsPart({ accountId, asked }: { accountId: string; asked: boolean }) {
  const { drafts, error, refetch } = useDrafts(accountId);
  return (
    <Card>
      <CardHeader
        title="Drafts"
        description="Answers that wait for your word. New ones appear by themselves."
      />
      <div className="border-t border-line">
        {!drafts ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <Loading what="drafts">
              <div className="grid gap-3 p-5">
                <Skeleton className="h-24" />
                <Skeleton className="h-24" />
              </div>
            </Loading>
          )
        ) : drafts.length === 0 ? (
          <Empty icon={<MessageSquareDashed />} title="No draft waits">
            {asked
              ? "The next answer waits here until you approve it."
              : "Answers are sent at once. To see them first, choose so under Limits."}
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {drafts.map((draft) => (
              <li
                key={draft.id}
                data-testid="draft"
                className="grid grid-cols-[minmax(0,1fr)] gap-2 px-5 py-4"
              >
                <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
                  <Link
                    to="/inbox/$accountId/$chatId"
                    params={{ accountId, chatId: draft.chatId }}
                    className="inline-flex min-h-6 items-center font-medium text-ink hover:underline"
                  >
                    {nameOf(draft.chat)}
                  </Link>
                  <RelativeTime iso={draft.createdAt} />
                </p>
                {draft.message?.text && (
                  <p dir="auto" className="border-s-2 border-line ps-3 text-muted">
                    {draft.message.text}
                  </p>
                )}
                <DraftActions draft={draft} onDecided={refetch} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
