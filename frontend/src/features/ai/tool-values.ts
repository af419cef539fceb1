import type { AiToolPartsFragment, SaveAiToolInput } from "@/gql/graphql";

export type Tool = AiToolPartsFragment;

export type ToolValues = {
  name: string;
  description: string;
  parameters: string;
  url: string;
  /** Of one's own; empty keeps what there is, or gets one of ours. */
  secret: string;
  isActive: boolean;
};

/** A schema to begin with: one argument, with what it means. */
export const template = JSON.stringify(
  {
    type: "object",
    properties: {
      order_number: { type: "string", description: "The number of the order, such as 4711" },
    },
    required: ["order_number"],
  },
  null,
  2,
);

export const blankTool: ToolValues = {
  name: "",
  description: "",
  parameters: template,
  url: "",
  secret: "",
  isActive: true,
};

export const toolValuesOf = (tool: Tool): ToolValues => ({
  name: tool.name,
  description: tool.description,
  parameters: tidyJson(tool.parameters),
  url: tool.url,
  secret: "",
  isActive: tool.isActive,
});

/** JSON with an indent; as it is when it is none. */
export function tidyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Why a text is no JSON Schema of arguments; null when it is one. */
export function schemaProblem(text: string): string | null {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    return `This is no JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`;
  }
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    return 'Write an object, such as {"type": "object", "properties": {}}.';
  }
  const { type, properties, required } = schema as Record<string, unknown>;
  if (type !== "object") return "Its “type” is to be “object”: arguments have names.";
  if (properties !== undefined && (typeof properties !== "object" || Array.isArray(properties))) {
    return "“properties” is to be an object: a name and a schema for each argument.";
  }
  if (required !== undefined && !Array.isArray(required)) return "“required” is to be a list.";
  const known = Object.keys((properties as object | undefined) ?? {});
  const stray = ((required as unknown[] | undefined) ?? []).find(
    (name) => !known.includes(String(name)),
  );
  return stray === undefined ? null : `“required” names “${stray}”, which is no property.`;
}

/** Arguments to try a tool with, from what its schema says. */
export function sampleArguments(parameters: string): string {
  try {
    const { properties = {} } = JSON.parse(parameters) as {
      properties?: Record<string, { type?: string; enum?: unknown[] }>;
    };
    const value = ({ type, enum: choices }: { type?: string; enum?: unknown[] }) => {
      if (choices && choices.length > 0) return choices[0];
      if (type === "number" || type === "integer") return 1;
      if (type === "boolean") return true;
      if (type === "array") return [];
      return type === "object" ? {} : "";
    };
    const sample = Object.entries(properties).map(([name, one]) => [name, value(one)]);
    return JSON.stringify(Object.fromEntries(sample), null, 2);
  } catch {
    return "{}";
  }
}

export type ToolProblems = Partial<Record<keyof ToolValues, string>>;

export function toolProblems(values: ToolValues): ToolProblems {
  const problems: ToolProblems = {};
  if (!/^[\w-]{1,64}$/.test(values.name)) {
    problems.name = "Write letters, digits, _ and -, at most 64.";
  }
  if (!values.description.trim()) problems.description = "Tell the model when to call it.";
  const schema = schemaProblem(values.parameters);
  if (schema) problems.parameters = schema;
  if (!/^https?:\/\/.+/i.test(values.url.trim())) {
    problems.url = "Write an address that begins with https:// or http://.";
  }
  return problems;
}

export const toolInputOf = (
  accountId: string,
  id: string | null,
  values: ToolValues,
): SaveAiToolInput => ({
  accountId,
  id,
  name: values.name,
  description: values.description.trim(),
  parameters: values.parameters,
  url: values.url.trim(),
  secret: values.secret.trim() || null,
  isActive: values.isActive,
});
