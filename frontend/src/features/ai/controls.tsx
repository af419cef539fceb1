import type { ReactNode } from "react";
import { Card, CardHeader } from "@/ui/card";
import { Field, Input, Textarea } from "@/ui/field";
import type { AiValues, Change, Problems } from "./ai-values";

export type FormProps = { values: AiValues; change: Change; problems: Problems };

type SectionProps = { title: string; description?: ReactNode; children: ReactNode };

export function Section({ title, description, children }: SectionProps) {
  return (
    <Card>
      <CardHeader title={title} description={description} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-5 pb-5">{children}</div>
    </Card>
  );
}

/** Fields of the values that hold a text. */
type TextName = {
  [Name in keyof AiValues]: AiValues[Name] extends string ? Name : never;
}[keyof AiValues];

type TextProps = FormProps & {
  name: TextName;
  /** What the server calls it, where that differs. */
  field?: string;
  label: string;
  hint?: ReactNode;
  placeholder?: string;
  className?: string;
};

export function Count({ values, change, problems, name, field, ...rest }: TextProps) {
  return (
    <Field
      label={rest.label}
      hint={rest.hint}
      error={problems[field ?? name] ?? null}
      className={`content-start ${rest.className ?? ""}`}
    >
      {(wiring) => (
        <Input
          {...wiring}
          inputMode="decimal"
          autoComplete="off"
          className="tabular"
          placeholder={rest.placeholder}
          value={values[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

type LinesProps = TextProps & { rows?: number };

export function Lines({ values, change, problems, name, field, rows = 3, ...rest }: LinesProps) {
  return (
    <Field
      label={rest.label}
      hint={rest.hint}
      error={problems[field ?? name] ?? null}
      className={`content-start ${rest.className ?? ""}`}
    >
      {(wiring) => (
        <Textarea
          {...wiring}
          rows={rows}
          placeholder={rest.placeholder}
          value={values[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}
