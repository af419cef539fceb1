import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import type { AiSettingsFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";
import { useAiConfig, useSaveAiConfig } from "./ai-data";
import { type AiPart, aiParts, partLabels } from "./ai-parts";
import { AiSwitch } from "./ai-switch";
import {
  type AiValues,
  hasPlace,
  inputOf,
  type Problems,
  partOf,
  problemsOf,
  sameValues,
  valuesOf,
} from "./ai-values";
import { AiWelcome } from "./ai-welcome";
import { AnswersPart } from "./answers-part";
import { useAiLive, useDrafts } from "./drafts-data";
import { DraftsPart } from "./drafts-part";
import { fieldErrors } from "./field-errors";
import { keepValues, keptValues } from "./kept-values";
import { KnowledgePart } from "./knowledge-part";
import { LimitsPart } from "./limits-part";
import { LogPart } from "./log-part";
import { Playground } from "./playground";
import { Replay } from "./replay";
import { ToolsPart } from "./tools-part";
import { WhoPart } from "./who-part";

/** The values being edited: kept when the page is left, and asked about when the tab is closed. */
function useEdited(config: AiSettingsFragment) {
  const { accountId } = config;
  const [saved, setSaved] = useState(() => valuesOf(config));
  const [values, setValues] = useState<AiValues>(() => keptValues(accountId) ?? valuesOf(config));
  const dirty = !sameValues(values, saved);

  // Saved elsewhere, or here: what is not being edited follows.
  useEffect(() => {
    const next = valuesOf(config);
    setSaved((before) => {
      setValues((now) => (sameValues(now, before) ? next : now));
      return next;
    });
  }, [config]);

  useEffect(() => {
    keepValues(accountId, dirty ? values : null);
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [accountId, values, dirty]);

  const change = (next: Partial<AiValues>) => setValues((before) => ({ ...before, ...next }));
  return { values, change, dirty, reset: () => setValues(saved) };
}

function PartNav({ part, drafts }: { part: AiPart; drafts: number }) {
  return (
    <nav aria-label="AI" className="flex flex-wrap gap-1.5">
      {aiParts.map((name) => (
        <Link
          key={name}
          to="."
          search={(search) => ({ ...search, part: name })}
          replace
          aria-current={name === part ? "true" : undefined}
          className={clsx(
            "inline-flex min-h-11 items-center gap-1.5 rounded-full border px-3.5 text-sm font-medium sm:min-h-9",
            name === part
              ? "border-accent bg-accent-soft text-accent-ink"
              : "border-line bg-surface text-muted hover:text-ink",
          )}
        >
          {partLabels[name]}
          {name === "drafts" && drafts > 0 && (
            <span className="rounded-full bg-accent px-1.5 text-xs text-on-accent tabular">
              {drafts}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}

type SaveBarProps = { busy: boolean; onDiscard: () => void };

function SaveBar({ busy, onDiscard }: SaveBarProps) {
  return (
    <div className="sticky bottom-2 z-10 flex items-center gap-2 rounded-xl border border-line bg-surface px-4 py-2 shadow-lift">
      <p className="min-w-0 flex-1 font-medium">Unsaved changes</p>
      <Button onClick={onDiscard}>Discard</Button>
      <Button type="submit" variant="primary" busy={busy}>
        Save
      </Button>
    </div>
  );
}

type Props = {
  accountId: string;
  accountName: string;
  part: AiPart;
  onPart: (part: AiPart) => void;
};

function Configured({
  config,
  accountId,
  accountName,
  part,
  onPart,
}: Props & { config: AiSettingsFragment }) {
  const { values, change, dirty, reset } = useEdited(config);
  const [problems, setProblems] = useState<Problems>({});
  const [saving, save] = useSaveAiConfig();
  useAiLive(accountId);
  const drafts = useDrafts(accountId).drafts?.length ?? 0;

  function show(found: Problems) {
    setProblems(found);
    const first = Object.keys(found)[0];
    if (first) onPart(partOf(first));
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = problemsOf(values);
    show(found);
    if (Object.keys(found).length > 0) return;
    const { error } = await save({ accountId, config: inputOf(values) });
    if (error) {
      const bad = fieldErrors(error);
      show(bad);
      // What has a place in the form is told there.
      if (!Object.keys(bad).some(hasPlace)) toast(describe(error).message, "bad");
      return;
    }
    change({ newKeys: {} });
    toast("The settings of the AI are saved.");
  }

  const form = { values, change, problems };
  const edited = () => (dirty ? inputOf(values) : null);
  const playground = <Playground accountId={accountId} edited={edited} dirty={dirty} />;
  const contents: Record<AiPart, () => ReactNode> = {
    answers: () => <AnswersPart config={config} accountName={accountName} {...form} />,
    who: () => <WhoPart {...form} />,
    limits: () => <LimitsPart {...form} />,
    playground: () => (
      <>
        {playground}
        <Replay accountId={accountId} edited={edited} dirty={dirty} provider={config.provider} />
      </>
    ),
    drafts: () => <DraftsPart accountId={accountId} asked={config.drafts} />,
    tools: () => <ToolsPart accountId={accountId} />,
    knowledge: () => <KnowledgePart accountId={accountId} />,
    log: () => <LogPart accountId={accountId} />,
  };
  const settings = part === "answers" || part === "who" || part === "limits";
  const body = <PanelBoundary name={partLabels[part]}>{contents[part]()}</PanelBoundary>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <AiSwitch config={config} />
      <PartNav part={part} drafts={drafts} />
      {settings ? (
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4" noValidate>
            {body}
            {dirty && (
              <SaveBar
                busy={saving.fetching}
                onDiscard={() => {
                  reset();
                  setProblems({});
                }}
              />
            )}
          </form>
          <div className="sticky top-4 hidden xl:block">{playground}</div>
        </div>
      ) : (
        <>
          {body}
          {dirty && (
            <form onSubmit={submit} className="contents" noValidate>
              <SaveBar busy={saving.fetching} onDiscard={reset} />
            </form>
          )}
        </>
      )}
    </div>
  );
}

/** How an account answers by AI: settings, trying, drafts, tools, knowledge and what it cost. */
export function AiPanel(props: Props) {
  const { config, missing, error, refetch } = useAiConfig(props.accountId);
  if (config) return <Configured {...props} config={config} />;
  if (missing) return <AiWelcome accountId={props.accountId} />;
  if (error) return <Failure {...describe(error)} onRetry={refetch} />;
  return (
    <Loading what="the AI">
      <div className="grid gap-4">
        <Skeleton className="h-20 rounded-xl" />
        <Skeleton className="h-9 w-96 max-w-full rounded-full" />
        <Skeleton className="h-96 rounded-xl" />
      </div>
    </Loading>
  );
}
