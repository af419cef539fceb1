import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { addChoice, type Choice, moved } from "./ai-values";
import type { FormProps } from "./controls";
import { ProviderSelect } from "./model-picker";

const most = 5;

/** Who is asked when the first cannot answer, in order. */
export function Fallbacks({ values, change, problems }: FormProps) {
  const { fallbacks } = values;
  const put = (key: string, next: Partial<Choice>) =>
    change({ fallbacks: fallbacks.map((one) => (one.key === key ? { ...one, ...next } : one)) });
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <legend className="mb-1.5 text-sm font-medium">When it fails or is over its limit</legend>
      {fallbacks.length === 0 && (
        <p className="text-sm text-muted">
          Nobody else is asked: the message stays without an answer, and the log says why.
        </p>
      )}
      {fallbacks.map((choice, index) => {
        const at = `fallbacks[${index}]`;
        return (
          <div key={choice.key} className="grid gap-3 rounded-lg border border-line p-3">
            <div className="flex items-center gap-1">
              <p className="me-auto font-medium">Fallback {index + 1}</p>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Ask fallback ${index + 1} earlier`}
                disabled={index === 0}
                onClick={() => change({ fallbacks: moved(fallbacks, index, -1) })}
              >
                <ArrowUp aria-hidden="true" />
              </Button>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Ask fallback ${index + 1} later`}
                disabled={index === fallbacks.length - 1}
                onClick={() => change({ fallbacks: moved(fallbacks, index, 1) })}
              >
                <ArrowDown aria-hidden="true" />
              </Button>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Remove fallback ${index + 1}`}
                onClick={() =>
                  change({ fallbacks: fallbacks.filter(({ key }) => key !== choice.key) })
                }
              >
                <X aria-hidden="true" />
              </Button>
            </div>
            <div className="grid gap-3 sm:grid-cols-2">
              <ProviderSelect
                label={`Provider of fallback ${index + 1}`}
                value={choice.provider}
                onChange={(provider) => put(choice.key, { provider, model: "", baseUrl: "" })}
              />
              <Field
                label={`Model of fallback ${index + 1}`}
                error={problems[`${at}.model`] ?? null}
              >
                {(wiring) => (
                  <Input
                    {...wiring}
                    autoComplete="off"
                    placeholder="The provider's usual one"
                    className="font-mono text-sm"
                    value={choice.model}
                    onChange={(event) => put(choice.key, { model: event.target.value })}
                  />
                )}
              </Field>
              {choice.provider === "openai_compatible" && (
                <Field
                  label={`Address of fallback ${index + 1}`}
                  error={problems[`${at}.baseUrl`] ?? null}
                  className="sm:col-span-2"
                >
                  {(wiring) => (
                    <Input
                      {...wiring}
                      type="url"
                      autoComplete="off"
                      placeholder="https://models.example.com/v1"
                      value={choice.baseUrl}
                      onChange={(event) => put(choice.key, { baseUrl: event.target.value })}
                    />
                  )}
                </Field>
              )}
            </div>
          </div>
        );
      })}
      {problems.fallbacks && (
        <p role="alert" className="text-sm text-bad">
          {problems.fallbacks}
        </p>
      )}
      <div>
        <Button
          size="sm"
          disabled={fallbacks.length >= most}
          onClick={() => change({ fallbacks: addChoice(fallbacks) })}
        >
          <Plus aria-hidden="true" />
          Add a fallback
        </Button>
      </div>
    </fieldset>
  );
}
