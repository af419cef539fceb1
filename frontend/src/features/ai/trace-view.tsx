import type { ReactNode } from "react";
import { integer } from "@/lib/format";
import { CodeBlock } from "@/ui/copy";
import { Status } from "@/ui/status";
import { tidyJson } from "./tool-values";
import { ms, providers, type Trace, unmarked } from "./words";

function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="rounded-lg border border-line">
      <summary className="min-h-9 content-center px-3 text-sm font-medium">{title}</summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2 border-t border-line p-3">
        {children}
      </div>
    </details>
  );
}

function Attempts({ attempts }: { attempts: Trace["attempts"] }) {
  return (
    <ol className="grid gap-2">
      {attempts.map((attempt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is over does not move
        <li key={index} className="text-sm">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Status
              tone={attempt.failure ? "bad" : "ok"}
              word={attempt.failure ? attempt.failure.replaceAll("_", " ") : "Answered"}
            />
            <span className="font-medium">{providers[attempt.provider].name}</span>
            <code className="font-mono">{attempt.model}</code>
          </p>
          <p className="text-muted tabular">
            {ms(attempt.durationMs)} · {integer(attempt.tokensIn)} tokens in,{" "}
            {integer(attempt.tokensOut)} out
          </p>
          {attempt.error && <p>{attempt.error}</p>}
        </li>
      ))}
    </ol>
  );
}

const roles: Record<string, string> = { user: "Contact", assistant: "Answer" };

function Turns({ turns }: { turns: Trace["turns"] }) {
  return (
    <ol className="grid gap-2">
      {turns.map((turn, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is over does not move
        <li key={index} className="text-sm">
          <p className="font-medium text-muted">
            {roles[turn.role] ?? turn.role}
            {turn.images > 0 && ` · ${turn.images} ${turn.images === 1 ? "picture" : "pictures"}`}
          </p>
          <p className="whitespace-pre-wrap">{unmarked(turn.text)}</p>
        </li>
      ))}
    </ol>
  );
}

/** How an answer came about, each part to be opened. */
export function TraceView({ trace }: { trace: Trace }) {
  const { attempts, toolCalls, turns, knowledge } = trace;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <p className="text-sm text-muted tabular">
        {ms(trace.durationMs)} · {integer(trace.tokensIn)} tokens in, {integer(trace.tokensOut)} out
      </p>
      {attempts.length > 0 && (
        <Fold
          title={
            attempts.length === 1
              ? "1 question to a model"
              : `${attempts.length} questions to models`
          }
        >
          <Attempts attempts={attempts} />
        </Fold>
      )}
      {toolCalls.length > 0 && (
        <Fold title={toolCalls.length === 1 ? "1 tool call" : `${toolCalls.length} tool calls`}>
          {toolCalls.map((call, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what is over does not move
            <ToolCall key={index} call={call} />
          ))}
        </Fold>
      )}
      {knowledge.length > 0 && (
        <Fold
          title={knowledge.length === 1 ? "1 passage found" : `${knowledge.length} passages found`}
        >
          {knowledge.map((passage) => (
            <p key={passage} className="text-sm whitespace-pre-wrap">
              {passage}
            </p>
          ))}
        </Fold>
      )}
      {turns.length > 0 && (
        <Fold title={`Conversation it was told (${turns.length})`}>
          <Turns turns={turns} />
        </Fold>
      )}
      {trace.system && (
        <Fold title="System prompt">
          <p className="max-h-80 overflow-y-auto text-sm whitespace-pre-wrap">{trace.system}</p>
        </Fold>
      )}
    </div>
  );
}

export function ToolCall({ call }: { call: Trace["toolCalls"][number] }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <Status tone={call.failed ? "bad" : "ok"} word={call.failed ? "Failed" : "Called"} />
        <code className="font-mono text-sm">{call.name}</code>
        <span className="text-sm text-muted tabular">{ms(call.durationMs)}</span>
      </p>
      <CodeBlock code={tidyJson(call.arguments)} what="arguments" />
      <CodeBlock code={tidyJson(call.result)} what="result" />
    </div>
  );
}
