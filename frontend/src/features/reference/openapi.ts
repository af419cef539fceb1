// The part of OpenAPI 3.1 that the page reads.

export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  example?: unknown;
  examples?: unknown[];
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};

type Content = Record<string, { schema?: Schema; example?: unknown }>;

export type Parameter = {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
};

type Response = { $ref?: string; description?: string; content?: Content };

export type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { description?: string; required?: boolean; content?: Content };
  responses?: Record<string, Response>;
  security?: Record<string, string[]>[];
};

export type OpenApi = {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation> & { parameters?: Parameter[] }>;
  tags?: { name: string; description?: string }[];
  components?: Record<string, Record<string, unknown>>;
};

export type Endpoint = { id: string; method: string; path: string; operation: Operation };
export type Group = { name: string; description?: string | undefined; endpoints: Endpoint[] };

const methods = ["get", "post", "put", "patch", "delete"];

/** What `#/components/…` stands for. */
export function resolve<T extends { $ref?: string }>(api: OpenApi, value: T): T {
  let current = value;
  // A document that refers in circles is wrong; five steps are more than a right one needs.
  for (let step = 0; current.$ref && step < 5; step++) {
    const parts = current.$ref.replace(/^#\//, "").split("/");
    let found: unknown = api;
    for (const part of parts) found = (found as Record<string, unknown> | undefined)?.[part];
    if (!found) return current;
    current = found as T;
  }
  return current;
}

/** The endpoints by their first tag, in the document's order. */
export function groups(api: OpenApi): Group[] {
  const all = new Map<string, Group>();
  for (const { name, description } of api.tags ?? []) {
    all.set(name, { name, description, endpoints: [] });
  }
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      const name = operation.tags?.[0] ?? "Other";
      const group = all.get(name) ?? { name, endpoints: [] };
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      group.endpoints.push({
        id: operation.operationId ?? `${method}-${path.replace(/\W+/g, "-")}`,
        method,
        path,
        operation: { ...operation, parameters: parameters.map((p) => resolve(api, p)) },
      });
      all.set(name, group);
    }
  }
  return [...all.values()].filter((group) => group.endpoints.length > 0);
}

export function search(all: readonly Group[], text: string): Group[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = ({ method, path, operation }: Endpoint) => {
    const hay = `${method} ${path} ${operation.summary ?? ""} ${operation.description ?? ""}`;
    return words.every((word) => hay.toLowerCase().includes(word));
  };
  return all
    .map((group) => ({ ...group, endpoints: group.endpoints.filter(matches) }))
    .filter((group) => group.endpoints.length > 0);
}

/** A value of the schema's shape, from its own examples where it has some. */
export function example(api: OpenApi, raw: Schema, depth = 0): unknown {
  const schema = resolve(api, raw);
  const given = schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.const;
  if (given !== undefined) return given;
  if (schema.enum?.length) return schema.enum[0];
  const part = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (part) return example(api, part, depth);
  if (schema.allOf) {
    return Object.assign({}, ...schema.allOf.map((one) => example(api, one, depth) as object));
  }
  if (schema.properties && depth < 4) {
    const entries = Object.entries(schema.properties);
    const wanted = entries.filter(([name]) => schema.required?.includes(name));
    return Object.fromEntries(
      (wanted.length ? wanted : entries).map(([name, value]) => [
        name,
        example(api, value, depth + 1),
      ]),
    );
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "array")
    return schema.items && depth < 4 ? [example(api, schema.items, depth + 1)] : [];
  if (type === "integer" || type === "number") return schema.minimum ?? 0;
  if (type === "boolean") return true;
  return schema.format === "date-time" ? "2026-01-31T12:00:00Z" : "…";
}

const public_ = (operation: Operation) => operation.security?.length === 0;

/** The call in curl. The key is a variable, so that nobody pastes one into a shell's history. */
export function curl(api: OpenApi, { method, path, operation }: Endpoint, origin: string): string {
  const query = operation.parameters?.filter((p) => p.in === "query" && p.required) ?? [];
  const url = origin + path + (query.length ? `?${query.map((p) => `${p.name}=…`).join("&")}` : "");
  const lines = [`curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}'${url}'`];
  if (!public_(operation)) lines.push(`-H "X-API-Key: $WA_API_KEY"`);
  const json = operation.requestBody?.content?.["application/json"];
  if (json) {
    const body = json.example ?? (json.schema ? example(api, json.schema) : {});
    lines.push("-H 'Content-Type: application/json'");
    lines.push(`-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
  } else if (operation.requestBody?.content?.["multipart/form-data"]) {
    lines.push("-F 'media=@picture.jpg'");
  }
  return lines.join(" \\\n  ");
}

/** "string (date-time) or null", "array of integer": a schema's type in words. */
export function typeWords(api: OpenApi, raw: Schema): string {
  const schema = resolve(api, raw);
  const name = raw.$ref?.split("/").at(-1);
  if (schema.type === undefined && (schema.oneOf || schema.anyOf)) {
    return (schema.oneOf ?? schema.anyOf ?? []).map((one) => typeWords(api, one)).join(" or ");
  }
  const types = [schema.type ?? (schema.properties || schema.allOf ? "object" : "any")].flat();
  return types
    .map((type) => {
      if (type === "array" && schema.items) return `array of ${typeWords(api, schema.items)}`;
      if (type === "object" && name) return name;
      return schema.format && type !== "null" ? `${type} (${schema.format})` : type;
    })
    .join(" or ");
}
