import { type FormEvent, useState } from "react";
import { readFragment } from "@/gql";
import type { AiConfigInput, AiProvider, ReplayAiChatMutation } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Field, Input, Select, Textarea } from "@/ui/field";
import { toast } from "@/ui/toast";
import { AiTraceParts, useReplayAiChat, useReplayChats } from "./ai-data";
import { Section } from "./controls";
import { type Decision, DecisionNote } from "./decision-note";
import { fieldErrors } from "./field-errors";
import { ProviderSelect } from "./model-picker";
import { TraceView } from "./trace-view";
import { nameOf, type Trace } from "./words";

type Comparison = ReplayAiChatMutation["replayAiChat"]["comparisons"][number];

type SideProps = { title: string; trace: Trace; decision: Decision };

function Side({ title, trace, decision }: SideProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-2 rounded-lg border border-line p-3">
      <h4 className="text-sm font-medium text-muted">{title}</h4>
      <DecisionNote decision={decision} when="then" />
      {trace.answer ? (
        <p className="whitespace-pre-wrap">{trace.answer}</p>
      ) : (
        <p className="text-bad">{trace.text ?? "There was no answer."}</p>
      )}
      <TraceView trace={trace} />
    </div>
  );
}

function Result({ comparison }: { comparison: Comparison }) {
  const first = readFragment(AiTraceParts, comparison.first);
  const second = readFragment(AiTraceParts, comparison.second);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-2 py-4">
      <h3 className="font-medium whitespace-pre-wrap">“{comparison.question}”</h3>
      {comparison.answered && (
        <p className="text-sm">
          <span className="text-muted">The contact was told: </span>
          {comparison.answered}
        </p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 md:grid-cols-2">
        <Side title="Saved settings" trace={first} decision={comparison.firstDecision} />
        <Side title="Other settings" trace={second} decision={comparison.secondDecision} />
      </div>
    </li>
  );
}

type Props = {
  accountId: string;
  edited: () => AiConfigInput | null;
  dirty: boolean;
  provider: AiProvider;
};

/** Asks the last questions of a chat again, by the saved and by other settings. */
export function Replay({ accountId, edited, dirty, provider: saved }: Props) {
  const { chats } = useReplayChats(accountId);
  const [replaying, replay] = useReplayAiChat();
  const [chatId, setChatId] = useState("");
  const [questions, setQuestions] = useState(3);
  const [other, setOther] = useState<"edited" | "own">("own");
  const [own, setOwn] = useState({ provider: saved, model: "", baseUrl: "", prompt: "" });
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [results, setResults] = useState<readonly Comparison[] | null>(null);
  const way = dirty ? other : "own";
  const chosen = chatId || chats?.[0]?.id;

  function second(): AiConfigInput {
    const config = way === "edited" ? edited() : null;
    if (config) return config;
    return {
      provider: own.provider,
      ...(own.model.trim() || own.provider !== saved ? { model: own.model.trim() } : {}),
      ...(own.baseUrl.trim() ? { baseUrl: own.baseUrl.trim() } : {}),
      ...(own.prompt.trim() ? { systemPrompt: own.prompt } : {}),
    };
  }

  async function compare(event: FormEvent) {
    event.preventDefault();
    if (!chosen) return;
    setProblems({});
    const input = { accountId, chatId: chosen, questions, second: second() };
    const { data, error } = await replay({ input });
    if (error) {
      setProblems(fieldErrors(error));
      return toast(describe(error).message, "bad");
    }
    if (data) setResults(data.replayAiChat.comparisons);
  }

  return (
    <Section
      title="Replay a past chat"
      description="Asks a chat's last questions again, by the saved settings and by others. Nothing is sent; what it takes counts as use."
    >
      <form onSubmit={compare} className="grid gap-4" noValidate>
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label="Chat" className="sm:col-span-2">
            {(wiring) => (
              <Select
                {...wiring}
                value={chosen ?? ""}
                onChange={(event) => setChatId(event.target.value)}
              >
                {chats?.map((chat) => (
                  <option key={chat.id} value={chat.id}>
                    {nameOf(chat)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Questions">
            {(wiring) => (
              <Select
                {...wiring}
                value={questions}
                onChange={(event) => setQuestions(Number(event.target.value))}
              >
                {[1, 2, 3, 5, 10].map((count) => (
                  <option key={count} value={count}>
                    {count === 1 ? "The last one" : `The last ${count}`}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Field label="Compare the saved settings with">
          {(wiring) => (
            <Select
              {...wiring}
              value={way}
              onChange={(event) => setOther(event.target.value as typeof other)}
            >
              <option value="own">Another model or prompt</option>
              <option value="edited" disabled={!dirty}>
                {dirty
                  ? "The settings as you edit them"
                  : "The settings as you edit them (nothing is edited)"}
              </option>
            </Select>
          )}
        </Field>
        {way === "own" && (
          <div className="grid gap-4 sm:grid-cols-2">
            <ProviderSelect
              label="Other provider"
              value={own.provider}
              onChange={(provider) => setOwn({ ...own, provider })}
            />
            <Field
              label="Other model"
              hint={
                own.provider === saved
                  ? "Empty: the saved one."
                  : "Empty: the provider's usual one."
              }
              error={problems.model ?? null}
            >
              {(wiring) => (
                <Input
                  {...wiring}
                  autoComplete="off"
                  className="font-mono text-sm"
                  value={own.model}
                  onChange={(event) => setOwn({ ...own, model: event.target.value })}
                />
              )}
            </Field>
            {own.provider === "openai_compatible" && own.provider !== saved && (
              <Field
                label="Other address"
                className="sm:col-span-2"
                error={problems.baseUrl ?? null}
              >
                {(wiring) => (
                  <Input
                    {...wiring}
                    type="url"
                    value={own.baseUrl}
                    onChange={(event) => setOwn({ ...own, baseUrl: event.target.value })}
                  />
                )}
              </Field>
            )}
            <Field
              label="Other prompt"
              hint="Empty: the saved one."
              error={problems.systemPrompt ?? null}
              className="sm:col-span-2"
            >
              {(wiring) => (
                <Textarea
                  {...wiring}
                  rows={3}
                  value={own.prompt}
                  onChange={(event) => setOwn({ ...own, prompt: event.target.value })}
                />
              )}
            </Field>
          </div>
        )}
        <div>
          <Button type="submit" variant="primary" busy={replaying.fetching} disabled={!chosen}>
            Compare
          </Button>
        </div>
      </form>
      <div role="status">
        {results?.length === 0 && <p className="text-muted">Nobody asked anything in this chat.</p>}
      </div>
      {results && results.length > 0 && (
        <ol className="divide-y divide-line border-t border-line">
          {results.map((comparison) => (
            <Result
              key={readFragment(AiTraceParts, comparison.second).id + comparison.question}
              comparison={comparison}
            />
          ))}
        </ol>
      )}
    </Section>
  );
}
