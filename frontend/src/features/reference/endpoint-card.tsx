import { clsx } from "clsx";
import { Link2 } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "@/ui/card";
import { CodeBlock } from "@/ui/copy";
import { Fold } from "./fold";
import { curl, type Endpoint, type OpenApi, resolve, type Schema, typeWords } from "./openapi";
import { Prose } from "./prose";
import { SchemaTree } from "./schema-tree";

const tones: Record<string, string> = {
  get: "bg-info-soft text-info",
  post: "bg-ok-soft text-ok",
  put: "bg-warn-soft text-warn",
  patch: "bg-warn-soft text-warn",
  delete: "bg-bad-soft text-bad",
};

function Method({ method }: { method: string }) {
  return (
    <span
      className={clsx(
        "inline-block w-16 shrink-0 rounded-md py-0.5 text-center font-mono text-xs font-semibold uppercase",
        tones[method],
      )}
    >
      {method}
    </span>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h4 className="mb-2 text-sm font-medium text-muted">{title}</h4>
      {children}
    </section>
  );
}

type Props = { api: OpenApi; endpoint: Endpoint };

function Parameters({ api, endpoint }: Props) {
  const parameters = endpoint.operation.parameters ?? [];
  if (parameters.length === 0) return null;
  return (
    <Part title="Parameters">
      <ul className="grid gap-2">
        {parameters.map((parameter) => (
          <li key={`${parameter.in}-${parameter.name}`}>
            <p className="flex flex-wrap items-baseline gap-x-2">
              <code className="font-mono text-sm font-semibold">{parameter.name}</code>
              <span className="text-sm text-muted">
                {parameter.schema ? typeWords(api, parameter.schema) : "string"}, in {parameter.in}
              </span>
              {parameter.required && <span className="text-sm text-warn">required</span>}
            </p>
            {parameter.description && (
              <p className="text-sm">
                <Prose text={parameter.description} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Answers({ api, endpoint }: Props) {
  const responses = Object.entries(endpoint.operation.responses ?? {});
  return (
    <Part title="Answers">
      <ul className="divide-y divide-line rounded-lg border border-line">
        {responses.map(([status, raw]) => {
          const response = resolve(api, raw);
          const schema: Schema | undefined = Object.values(response.content ?? {})[0]?.schema;
          const line = (
            <>
              <code className="font-mono font-semibold">{status}</code> {response.description}
            </>
          );
          return (
            <li key={status}>
              {schema && Number(status) < 400 ? (
                <Fold summary={line}>
                  {() => (
                    <>
                      <p className="mb-2 text-sm text-muted">{typeWords(api, schema)}</p>
                      <SchemaTree api={api} schema={schema} answer />
                    </>
                  )}
                </Fold>
              ) : (
                <p className="px-3.5 py-2.5">{line}</p>
              )}
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

export function EndpointCard({ api, endpoint }: Props) {
  const { operation, method, path, id } = endpoint;
  const bodies = Object.entries(operation.requestBody?.content ?? {});
  return (
    <Card id={id} className="scroll-mt-4 p-5" aria-labelledby={`${id}-title`}>
      <div className="flex flex-wrap items-center gap-3">
        <Method method={method} />
        <code className="min-w-0 font-mono text-sm break-all">{path}</code>
      </div>
      <h3 id={`${id}-title`} className="mt-2 flex items-center gap-1 font-semibold">
        {operation.summary ?? path}
        <a
          href={`#${id}`}
          className="grid size-8 place-content-center rounded-md text-muted hover:bg-hover hover:text-ink"
          aria-label={`Link to ${operation.summary ?? path}`}
        >
          <Link2 className="size-4" aria-hidden="true" />
        </a>
      </h3>
      {operation.description && (
        <p className="whitespace-pre-line text-muted">
          <Prose text={operation.description} />
        </p>
      )}
      <div className="mt-4 grid gap-5">
        <Parameters api={api} endpoint={endpoint} />
        {bodies.map(([type, { schema }]) => (
          <Part key={type} title={`Body, ${type}`}>
            {schema && <SchemaTree api={api} schema={schema} />}
          </Part>
        ))}
        <Part title="Call">
          <CodeBlock code={curl(api, endpoint, window.location.origin)} what="curl command" />
        </Part>
        <Answers api={api} endpoint={endpoint} />
      </div>
    </Card>
  );
}
