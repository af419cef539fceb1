import { Eye, RefreshCw } from "lucide-react";
import { useId, useState } from "react";
import type { AiModelsQuery, AiProvider } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Field, Input, Select } from "@/ui/field";
import { Skeleton } from "@/ui/states";
import { useAiModels } from "./ai-data";
import { contextWords, providerNames, providers } from "./words";

type Model = AiModelsQuery["aiModels"]["models"][number];

const price = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** "$0.15 in, $0.60 out per million tokens · reads 128k". */
function hints({ inPrice, outPrice, contextTokens }: Model): string {
  const words: string[] = [];
  if (inPrice !== null && outPrice !== null) {
    words.push(`$${price.format(inPrice)} in, $${price.format(outPrice)} out per million tokens`);
  }
  if (contextTokens > 0) words.push(`reads ${contextWords(contextTokens)}`);
  return words.join(" · ");
}

// A provider may have hundreds; who wants a certain one searches.
const mostShown = 60;

type ListProps = { models: readonly Model[]; chosen: string; onChoose: (id: string) => void };

function ModelList({ models, chosen, onChoose }: ListProps) {
  const [search, setSearch] = useState("");
  const group = useId();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = models.filter(({ id, name }) =>
    words.every((word) => `${id} ${name}`.toLowerCase().includes(word)),
  );
  return (
    <div className="grid gap-2">
      {models.length > 6 && (
        <Input
          type="search"
          aria-label="Search the models"
          placeholder={`Search ${models.length} models`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <fieldset className="max-h-72 overflow-y-auto rounded-lg border border-line">
        <legend className="sr-only">Models</legend>
        <div className="divide-y divide-line">
          {found.slice(0, mostShown).map((model) => (
            <label
              key={model.id}
              className="flex min-h-11 cursor-pointer items-center gap-3 px-3 py-1.5 hover:bg-hover has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name={group}
                checked={model.id === chosen}
                onChange={() => onChoose(model.id)}
                className="size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0">
                <span className="flex flex-wrap items-center gap-x-2">
                  <span className="font-mono text-sm">{model.id}</span>
                  {model.sees && (
                    <span className="inline-flex items-center gap-1 text-sm text-muted">
                      <Eye className="size-4" aria-hidden="true" />
                      sees pictures
                    </span>
                  )}
                </span>
                <span className="block text-sm text-muted tabular">
                  {[model.name === model.id ? "" : model.name, hints(model)]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </span>
            </label>
          ))}
          {found.length === 0 && (
            <p className="px-3 py-2.5 text-sm text-muted">No model is called so.</p>
          )}
          {found.length > mostShown && (
            <p className="px-3 py-2.5 text-sm text-muted">
              {found.length - mostShown} more: search for them.
            </p>
          )}
        </div>
      </fieldset>
    </div>
  );
}

type ProviderProps = { value: AiProvider; onChange: (provider: AiProvider) => void; label: string };

export function ProviderSelect({ value, onChange, label }: ProviderProps) {
  return (
    <Field label={label}>
      {(wiring) => (
        <Select
          {...wiring}
          value={value}
          onChange={(event) => onChange(event.target.value as AiProvider)}
        >
          {providerNames.map((name) => (
            <option key={name} value={name}>
              {providers[name].name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

type Props = {
  accountId: string;
  provider: AiProvider;
  baseUrl: string;
  model: string;
  error: string | null;
  onModel: (model: string) => void;
};

/** The model, written or chosen from what the provider has for the key. */
export function ModelPicker({ accountId, provider, baseUrl, model, error, onModel }: Props) {
  const { list, error: failed, fetching, refetch } = useAiModels(accountId, provider, baseUrl);
  const needsAddress = provider === "openai_compatible" && baseUrl === "";
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Field
        label="Model"
        hint={
          provider === "openai_compatible"
            ? "As the server calls it."
            : "Empty takes the provider's usual one."
        }
        error={error}
      >
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            className="font-mono text-sm"
            value={model}
            onChange={(event) => onModel(event.target.value)}
          />
        )}
      </Field>
      {needsAddress ? (
        <p className="text-sm text-muted">
          The server's models are listed here when its address is written.
        </p>
      ) : list ? (
        <details className="rounded-lg border border-line px-3 py-1" open={!model}>
          <summary className="min-h-9 content-center text-sm font-medium">
            {list.live ? `${list.models.length} models of the provider` : "Usual models"}
          </summary>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-2 py-2">
            {!list.live && (
              <div className="flex flex-wrap items-center gap-2 text-sm text-muted">
                <p className="min-w-0 flex-1 basis-48">
                  The provider did not tell which it has, so these are the usual ones.{" "}
                  {list.error ?? ""}
                </p>
                <Button size="sm" busy={fetching} onClick={refetch}>
                  <RefreshCw aria-hidden="true" />
                  Ask again
                </Button>
              </div>
            )}
            <ModelList models={list.models} chosen={model} onChoose={onModel} />
          </div>
        </details>
      ) : failed ? (
        <p className="text-sm text-muted">
          The models cannot be listed: {describe(failed).message}
        </p>
      ) : (
        <Skeleton className="h-11" />
      )}
    </div>
  );
}
