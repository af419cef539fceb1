import { RotateCcw, SendHorizontal } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { readFragment } from "@/gql";
import type { AiConfigInput } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Check } from "@/ui/check";
import { inputStyle } from "@/ui/field";
import { AiTraceParts, useTestAiConfig } from "./ai-data";
import { type Decision, DecisionNote } from "./decision-note";
import { TraceView } from "./trace-view";
import type { Trace } from "./words";

type Turn = {
  id: number;
  question: string;
  trace?: Trace;
  decision?: Decision | undefined;
  error?: string;
};

function Answer({ trace }: { trace: Trace }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {trace.answer ? (
        <p className="max-w-[90%] justify-self-end rounded-2xl rounded-ee-md bg-bubble-out px-3.5 py-2 whitespace-pre-wrap">
          {trace.answer}
        </p>
      ) : (
        <p className="text-bad">{trace.text ?? "There was no answer."}</p>
      )}
      <details>
        <summary className="min-h-6 text-sm text-muted">How it came about</summary>
        <div className="pt-2">
          <TraceView trace={trace} />
        </div>
      </details>
    </div>
  );
}

type Props = {
  accountId: string;
  /** The settings as they are edited; null when nothing is. */
  edited: () => AiConfigInput | null;
  dirty: boolean;
};

/** A chat with the model that sends nothing. */
export function Playground({ accountId, edited, dirty }: Props) {
  const [turns, setTurns] = useState<Turn[]>([]);
  const [message, setMessage] = useState("");
  const [callTools, setCallTools] = useState(false);
  const [bySaved, setBySaved] = useState(false);
  const log = useRef<HTMLDivElement>(null);
  const asEdited = dirty && !bySaved;

  // The newest is in sight.
  useEffect(() => {
    if (turns.length > 0) log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [turns]);

  const [testing, test] = useTestAiConfig();

  async function ask(event?: FormEvent) {
    event?.preventDefault();
    const question = message.trim();
    if (!question || testing.fetching) return;
    const id = turns.length;
    const before = turns.flatMap(({ question, trace }) =>
      trace?.answer
        ? [
            { role: "user", text: question },
            { role: "assistant", text: trace.answer },
          ]
        : [],
    );
    setTurns([...turns, { id, question }]);
    setMessage("");
    const { data, error } = await test({
      input: {
        accountId,
        message: question,
        turns: before,
        callTools,
        config: asEdited ? edited() : null,
      },
    });
    const result = error
      ? { error: describe(error).message }
      : {
          decision: data?.testAiConfig.decision,
          trace: readFragment(AiTraceParts, data?.testAiConfig.trace),
        };
    setTurns((now) =>
      now.map((turn) => (turn.id === id ? ({ ...turn, ...result } as Turn) : turn)),
    );
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void ask();
  }

  return (
    <Card className="flex flex-col">
      <CardHeader
        title="Playground"
        description={
          asEdited
            ? "Asks with the settings as you edit them. Nothing is sent; what it takes counts as use."
            : "Asks with the saved settings. Nothing is sent; what it takes counts as use."
        }
        action={
          turns.length > 0 && (
            <Button size="sm" variant="ghost" onClick={() => setTurns([])}>
              <RotateCcw aria-hidden="true" />
              Start over
            </Button>
          )
        }
      />
      <div
        ref={log}
        role="log"
        aria-label="Playground conversation"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        className="grid max-h-[60dvh] min-h-48 grid-cols-[minmax(0,1fr)] content-start gap-3 overflow-y-auto border-y border-line bg-wallpaper p-4"
      >
        {turns.length === 0 && (
          <p className="text-muted">
            Write as a contact would: “When do you open?”, “I want to talk to a person.”
          </p>
        )}
        {turns.map(({ id, question, trace, decision, error }) => (
          <div key={id} className="grid grid-cols-[minmax(0,1fr)] gap-2">
            <p className="max-w-[90%] justify-self-start rounded-2xl rounded-es-md bg-bubble-in px-3.5 py-2 whitespace-pre-wrap">
              {question}
            </p>
            {decision && <DecisionNote decision={decision} when="now" />}
            {trace ? (
              <Answer trace={trace} />
            ) : error ? (
              <p role="alert" className="text-bad">
                {error}
              </p>
            ) : (
              <p className="justify-self-end text-sm text-muted">Thinking …</p>
            )}
          </div>
        ))}
      </div>
      <form onSubmit={ask} className="grid gap-1 p-3">
        <div className="flex items-end gap-2">
          <textarea
            aria-label="What the contact writes"
            placeholder="What the contact writes"
            rows={1}
            maxLength={4096}
            value={message}
            onChange={(event) => setMessage(event.target.value)}
            onKeyDown={onKeyDown}
            className={`${inputStyle} field-sizing-content max-h-40 resize-none py-2.5`}
          />
          <Button
            type="submit"
            variant="primary"
            size="icon"
            aria-label="Ask"
            disabled={!message.trim()}
            busy={testing.fetching}
          >
            {!testing.fetching && <SendHorizontal aria-hidden="true" />}
          </Button>
        </div>
        {dirty && (
          <Check
            checked={bySaved}
            onChange={setBySaved}
            label="Ask with the saved settings instead"
          />
        )}
        <Check
          checked={callTools}
          onChange={setCallTools}
          label="Call the tools for real"
          hint="Otherwise the model is told that it is a trial."
        />
      </form>
    </Card>
  );
}
