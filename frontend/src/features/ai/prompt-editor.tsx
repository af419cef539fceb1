import { clsx } from "clsx";
import { useRef } from "react";
import { integer } from "@/lib/format";
import { Button } from "@/ui/button";
import { Field, Textarea } from "@/ui/field";
import type { FormProps } from "./controls";
import { hoursWords } from "./hours";
import { filledIn, inserted, roughTokens, type Samples, variables } from "./prompt";

const longest = 20_000;

/** Now in the form's time zone; a zone that is being typed is none yet. */
function nowIn(timeZone: string, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format();
  } catch {
    return new Intl.DateTimeFormat("en-GB", options).format();
  }
}

type Props = FormProps & { accountName: string };

/** What the model is told of its task, with variables to press and what becomes of them. */
export function PromptEditor({ values, change, problems, accountName }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { systemPrompt, timeZone, hours } = values;
  const samples: Samples = {
    contact_name: "Ada Lovelace",
    account_name: accountName,
    date: nowIn(timeZone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    time: nowIn(timeZone, { hour: "2-digit", minute: "2-digit" }),
    business_hours: hoursWords(hours),
  };

  function insert(name: string) {
    const from = field.current?.selectionStart ?? systemPrompt.length;
    const to = field.current?.selectionEnd ?? from;
    const { text, caret } = inserted(systemPrompt, name, from, to);
    change({ systemPrompt: text });
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caret, caret);
    });
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Field
        label="Prompt"
        hint={`Who it is, what it knows, how it speaks. ${integer(systemPrompt.length)} of ${integer(longest)} characters, about ${integer(roughTokens(systemPrompt))} tokens.`}
        error={problems.systemPrompt ?? null}
      >
        {(wiring) => (
          <Textarea
            {...wiring}
            ref={field}
            rows={9}
            maxLength={longest}
            className="field-sizing-content max-h-120 min-h-40"
            value={systemPrompt}
            onChange={(event) => change({ systemPrompt: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="mb-1.5 text-sm text-muted">Put in where the cursor is:</legend>
        {variables.map(({ name, label }) => (
          <Button key={name} size="sm" onClick={() => insert(name)} title={`{{${name}}}`}>
            {label}
          </Button>
        ))}
      </fieldset>
      <details className="rounded-lg border border-line px-3 py-1">
        <summary className="min-h-9 content-center text-sm font-medium">
          Preview with an example
        </summary>
        <p className="py-2 whitespace-pre-wrap" data-testid="prompt-preview">
          {filledIn(systemPrompt, samples).map(({ key, text, kind }) =>
            kind === "text" ? (
              text
            ) : (
              <mark
                key={key}
                title={kind === "unknown" ? "There is no such variable" : undefined}
                className={clsx(
                  "rounded px-0.5",
                  kind === "value" ? "bg-accent-soft text-accent-ink" : "bg-bad-soft text-bad",
                )}
              >
                {text}
              </mark>
            ),
          )}
        </p>
      </details>
    </div>
  );
}
