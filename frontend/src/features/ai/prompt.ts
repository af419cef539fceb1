/** What a prompt may use, with what it may become. */
export const variables = [
  { name: "contact_name", label: "Contact's name", sample: "Ada Lovelace" },
  { name: "account_name", label: "Account's name", sample: "" },
  { name: "date", label: "Date", sample: "" },
  { name: "time", label: "Time", sample: "" },
  { name: "business_hours", label: "Business hours", sample: "" },
] as const;

export type Samples = Record<(typeof variables)[number]["name"], string>;

export type Piece = { text: string; kind: "text" | "value" | "unknown"; key: number };

/** The prompt with its variables filled in; those that there are not stay as they are, marked. */
export function filledIn(prompt: string, samples: Samples): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const put = (text: string, kind: Piece["kind"]) => {
    if (text) pieces.push({ text, kind, key: pieces.length });
  };
  for (const match of prompt.matchAll(/\{\{\s*([A-Za-z_]+)\s*\}\}/g)) {
    put(prompt.slice(at, match.index), "text");
    const name = match[1] as keyof Samples;
    if (name in samples) put(samples[name], "value");
    else put(match[0], "unknown");
    at = match.index + match[0].length;
  }
  put(prompt.slice(at), "text");
  return pieces;
}

/** About so many tokens: four characters each, as in English. */
export const roughTokens = (text: string): number => Math.ceil(text.length / 4);

export function inserted(text: string, name: string, from: number, to: number) {
  const variable = `{{${name}}}`;
  return { text: text.slice(0, from) + variable + text.slice(to), caret: from + variable.length };
}
