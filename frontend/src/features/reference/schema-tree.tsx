import { type OpenApi, resolve, type Schema, typeWords } from "./openapi";
import { Prose } from "./prose";

type Props = {
  api: OpenApi;
  schema: Schema;
  /** An answer: what it requires is nothing for the reader to do. */
  answer?: boolean;
  depth?: number;
};

// Deep enough for every answer of this server, and an end for a schema that contains itself.
const deepest = 5;

function parts(
  api: OpenApi,
  raw: Schema,
): { properties: Record<string, Schema>; required: string[] } {
  const schema = resolve(api, raw);
  const nested = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  const below = nested.map((one) => parts(api, one));
  const items = schema.items ? parts(api, schema.items) : { properties: {}, required: [] };
  return {
    properties: Object.assign(
      {},
      items.properties,
      ...below.map((one) => one.properties),
      schema.properties,
    ),
    required: [
      ...items.required,
      ...below.flatMap((one) => one.required),
      ...(schema.required ?? []),
    ],
  };
}

export function SchemaTree({ api, schema, answer, depth = 0 }: Props) {
  const { properties, required } = parts(api, schema);
  const entries = Object.entries(properties);
  if (entries.length === 0 || depth >= deepest) return null;
  return (
    <ul className={depth === 0 ? "grid gap-2.5" : "mt-2.5 grid gap-2.5 border-s border-line ps-4"}>
      {entries.map(([name, value]) => {
        const resolved = resolve(api, value);
        return (
          <li key={name}>
            <p className="flex flex-wrap items-baseline gap-x-2">
              <code className="font-mono text-sm font-semibold">{name}</code>
              <span className="text-sm text-muted">{typeWords(api, value)}</span>
              {!answer && required.includes(name) && (
                <span className="text-sm text-warn">required</span>
              )}
            </p>
            {resolved.description && (
              <p className="text-sm">
                <Prose text={resolved.description} />
              </p>
            )}
            {resolved.enum && (
              <p className="text-sm text-muted">
                One of <span className="font-mono">{resolved.enum.map(String).join(", ")}</span>
              </p>
            )}
            <SchemaTree api={api} schema={value} answer={answer ?? false} depth={depth + 1} />
          </li>
        );
      })}
    </ul>
  );
}
