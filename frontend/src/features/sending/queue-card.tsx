import { Link } from "@tanstack/react-router";
import { Ban, Inbox } from "lucide-react";
import { useState } from "react";
import type { AccountSendingFragment, WaitingMessagesQuery } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { exactTime, integer } from "@/lib/format";
import { formatNumber } from "@/lib/phone-number";
import { planTime } from "@/lib/send-plan";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Menu, MenuItem } from "@/ui/menu";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";
import { useCancel, useCancelAll, useSendAgain, useWaiting } from "./sending-data";

type Item = WaitingMessagesQuery["waiting"][number];
type RowProps = { accountId: string; item: Item; onCancel: (item: Item) => void; busy: boolean };

function Row({ accountId, item, onCancel, busy }: RowProps) {
  const to = formatNumber(item.recipient);
  return (
    <li
      className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 sm:flex-nowrap"
      data-testid="waiting"
    >
      <div className="min-w-0 flex-1 basis-56">
        <Link
          to="/inbox/$accountId/$chatId"
          params={{ accountId, chatId: item.chatId }}
          search={{ message: item.id }}
          className="block truncate py-0.5 font-medium tabular hover:underline"
        >
          {to}
        </Link>
        <p className="truncate text-sm text-muted">{item.text || item.type}</p>
      </div>
      <div className="min-w-0 flex-1 basis-56 text-sm">
        {item.plan?.at && (
          <p className="font-medium tabular">
            <time dateTime={item.plan.at} title={exactTime(item.plan.at)}>
              Goes {planTime(item.plan.at)}
            </time>
          </p>
        )}
        <p className="text-muted">{item.plan?.text}</p>
        {item.plan?.expiresAt && (
          <p className="text-muted">Given up at {exactTime(item.plan.expiresAt)}.</p>
        )}
      </div>
      <Button
        size="sm"
        disabled={busy}
        onClick={() => onCancel(item)}
        aria-label={`Cancel the message to ${to}`}
      >
        Cancel
      </Button>
    </li>
  );
}

function useCancelling(accountId: string, refetch: () => void) {
  const [cancelling, cancel] = useCancel();
  const [, sendAgain] = useSendAgain();

  async function undo(item: Item) {
    const { error } = await sendAgain({
      input: {
        accountId,
        to: item.recipient,
        text: item.text ?? "",
        allowDuplicate: true,
        ...(item.plan?.reason === "scheduled" && item.plan.at ? { sendAt: item.plan.at } : {}),
      },
    });
    if (error) return toast(describe(error).message, "bad");
    toast("It waits again.");
    refetch();
  }

  async function cancelOne(item: Item) {
    const { error } = await cancel({ id: item.id });
    refetch();
    if (error) return toast(describe(error).message, "bad");
    // A text is all there is to it; a file would have to be sent once more.
    const again = item.type === "text" && /^\d+$/.test(item.recipient);
    toast(
      `The message to ${formatNumber(item.recipient)} is cancelled.`,
      "ok",
      again ? { label: "Undo", run: () => undo(item) } : undefined,
    );
  }

  return { cancelOne, busy: cancelling.fetching };
}

/** What waits in the outbox: for what, and about how long. */
export function QueueCard({ account }: { account: AccountSendingFragment }) {
  const { queued } = account.queue;
  const { waiting, error, refetch } = useWaiting(account.id, queued);
  const { cancelOne, busy } = useCancelling(account.id, refetch);
  const [asked, setAsked] = useState<"all" | "bulk" | null>(null);
  const [cancellingAll, cancelAll] = useCancelAll();

  async function cancelMany() {
    const priorities = asked === "bulk" ? { priorities: ["bulk" as const] } : {};
    const { data, error } = await cancelAll({ input: { accountId: account.id, ...priorities } });
    setAsked(null);
    refetch();
    if (error) return toast(describe(error).message, "bad");
    const count = data?.cancelQueued.cancelled ?? 0;
    toast(count === 1 ? "1 message is cancelled." : `${integer(count)} messages are cancelled.`);
  }

  return (
    <Card className="lg:col-span-2">
      <CardHeader
        title="Waiting to be sent"
        description={queued === 0 ? "Nothing waits." : `${integer(queued)} in the outbox`}
        action={
          queued > 0 && (
            <Menu
              trigger={
                <Button size="sm" variant="danger">
                  <Ban aria-hidden="true" />
                  Cancel many
                </Button>
              }
            >
              <MenuItem onSelect={() => setAsked("bulk")}>Only bulk messages …</MenuItem>
              <MenuItem danger onSelect={() => setAsked("all")}>
                Everything that waits …
              </MenuItem>
            </Menu>
          )
        }
      />
      <div className="border-t border-line">
        {!waiting ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <Loading what="what waits">
              <div className="grid gap-3 p-5">
                <Skeleton className="h-10" />
                <Skeleton className="h-10" />
              </div>
            </Loading>
          )
        ) : waiting.length === 0 ? (
          <Empty icon={<Inbox />} title="Nothing waits">
            Messages that wait for their turn, a time or a limit are listed here.
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {waiting.map((item) => (
              <Row
                key={item.id}
                accountId={account.id}
                item={item}
                onCancel={cancelOne}
                busy={busy}
              />
            ))}
          </ul>
        )}
        {waiting && queued > waiting.length && waiting.length >= 100 && (
          <p className="border-t border-line px-5 py-3 text-sm text-muted">
            The first 100 of {integer(queued)}.
          </p>
        )}
      </div>
      <Confirm
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={asked === "bulk" ? "Cancel all bulk messages?" : "Cancel everything that waits?"}
        description={
          asked === "bulk"
            ? "Messages of bulk priority that still wait are not sent. Answers and transactional messages stay. This cannot be undone."
            : "No message that still waits is sent, scheduled ones included. This cannot be undone."
        }
        keep="Keep them"
        confirm="Cancel them"
        danger
        busy={cancellingAll.fetching}
        onConfirm={cancelMany}
      />
    </Card>
  );
}
