import { Ban, RotateCcw } from "lucide-react";
import type { DeliveryQuery } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { exactTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { CodeBlock, CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { useCancelDelivery, useDelivery, useReplay } from "./deliveries-data";
import { states, waits } from "./delivery-states";
import { headerLines, pretty } from "./pretty";
import { milliseconds } from "./webhooks-data";

type Delivery = NonNullable<DeliveryQuery["delivery"]>;
type Attempt = Delivery["attempts"][number];

function AttemptPart({ attempt, open }: { attempt: Attempt; open: boolean }) {
  return (
    <li>
      <details open={open} className="rounded-lg border border-line">
        <summary className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
          <Status
            tone={attempt.error ? "bad" : "ok"}
            word={attempt.statusCode ? `${attempt.statusCode}` : "No answer"}
          />
          <span className="font-medium">Attempt {attempt.number}</span>
          <span className="text-sm text-muted tabular">
            {exactTime(attempt.at)} · {milliseconds(attempt.durationMs)}
          </span>
        </summary>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t border-line p-3">
          {attempt.error && <p>{attempt.error}</p>}
          <div>
            <h4 className="mb-1 text-sm font-medium text-muted">Request</h4>
            <CodeBlock
              code={`POST ${attempt.url}\n${headerLines(attempt.requestHeaders)}`}
              what="request headers"
            />
          </div>
          {attempt.statusCode !== null && (
            <div>
              <h4 className="mb-1 text-sm font-medium text-muted">Answer</h4>
              <CodeBlock
                code={`${attempt.statusCode}\n${headerLines(attempt.responseHeaders)}${attempt.responseBody ? `\n\n${attempt.responseBody}` : ""}`}
                what="answer"
              />
            </div>
          )}
        </div>
      </details>
    </li>
  );
}

function Details({ delivery }: { delivery: Delivery }) {
  const [replaying, replay] = useReplay();
  const [cancelling, cancel] = useCancelDelivery();
  const { word, tone } = states[delivery.state];

  async function resend() {
    const { error } = await replay({ id: delivery.id });
    if (error) return toast(describe(error).message, "bad");
    toast("It is sent again, with the same id.");
  }

  async function stop() {
    const { error } = await cancel({ id: delivery.id });
    if (error) return toast(describe(error).message, "bad");
    toast("The delivery is cancelled.", "ok", { label: "Undo", run: resend });
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <div className="flex flex-wrap items-center gap-2">
        <Status tone={tone} word={word} />
        <code className="font-mono text-sm">{delivery.type}</code>
        <div className="ms-auto flex gap-2">
          {waits(delivery.state) && (
            <Button size="sm" busy={cancelling.fetching} onClick={stop}>
              <Ban aria-hidden="true" />
              Cancel
            </Button>
          )}
          <Button size="sm" busy={replaying.fetching} onClick={resend}>
            <RotateCcw aria-hidden="true" />
            Resend
          </Button>
        </div>
      </div>
      {waits(delivery.state) && delivery.nextAttemptAt && (
        <p className="text-sm text-muted">Next attempt: {exactTime(delivery.nextAttemptAt)}.</p>
      )}
      <section>
        <h3 className="mb-2 text-sm font-medium text-muted">Attempts</h3>
        {delivery.attempts.length === 0 ? (
          <p className="text-muted">Not tried yet.</p>
        ) : (
          <ol className="grid grid-cols-[minmax(0,1fr)] gap-2">
            {delivery.attempts.toReversed().map((attempt, index) => (
              <AttemptPart key={attempt.number} attempt={attempt} open={index === 0} />
            ))}
          </ol>
        )}
      </section>
      <section>
        <h3 className="mb-2 text-sm font-medium text-muted">Body</h3>
        <CodeBlock code={pretty(delivery.body)} what="body" />
      </section>
      <section>
        <h3 className="mb-1 text-sm font-medium text-muted">webhook-id</h3>
        <CopyField text={delivery.eventId} what="webhook-id" />
      </section>
    </div>
  );
}

/** Open while the address names a delivery. */
export function DeliveryDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { delivery, loaded, error, refetch } = useDelivery(id);
  return (
    <Dialog
      shape="sheet"
      open={Boolean(id)}
      onOpenChange={(open) => !open && onClose()}
      title="Delivery"
    >
      {delivery ? (
        <Details delivery={delivery} />
      ) : error ? (
        <Failure {...describe(error)} onRetry={refetch} />
      ) : loaded ? (
        <p className="text-muted">This delivery does not exist any more.</p>
      ) : (
        <Loading what="the delivery">
          <div className="grid gap-3">
            <Skeleton className="h-8" />
            <Skeleton className="h-40" />
          </div>
        </Loading>
      )}
    </Dialog>
  );
}
