/** Headers as they are on the wire. */
export const headerLines = (headers: readonly { name: string; value: string }[]) =>
  headers.map(({ name, value }) => `${name}: ${value}`).join("\n");

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * JSON with a line for each entry. It works on the text, not on its value: numbers with more
 * digits than JavaScript keeps stay as they are.
 */
export function pretty(json: string): string {
  const tokens = json.match(token) ?? [];
  let depth = 0;
  let out = "";
  const line = () => `\n${"  ".repeat(depth)}`;
  tokens.forEach((part, index) => {
    const before = tokens[index - 1];
    const next = tokens[index + 1];
    if (part === "{" || part === "[") {
      depth++;
      out += part;
      if (next !== "}" && next !== "]") out += line();
    } else if (part === "}" || part === "]") {
      depth--;
      out += before === "{" || before === "[" ? part : line() + part;
    } else if (part === ",") out += part + line();
    else if (part === ":") out += ": ";
    else out += part;
  });
  return out;
}
