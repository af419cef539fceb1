import type { AiKeySource, AiOutcome, AiProvider, AiTracePartsFragment } from "@/gql/graphql";
import { clockTime, exactTime } from "@/lib/format";
import { formatNumber } from "@/lib/phone-number";
import type { Tone } from "@/ui/status";

export type Trace = AiTracePartsFragment;

/** Providers, with where a key of theirs is made. */
export const providers: Record<AiProvider, { name: string; keyFrom?: string }> = {
  openai: { name: "OpenAI", keyFrom: "platform.openai.com" },
  anthropic: { name: "Anthropic", keyFrom: "console.anthropic.com" },
  gemini: { name: "Google Gemini", keyFrom: "aistudio.google.com" },
  groq: { name: "Groq", keyFrom: "console.groq.com" },
  openrouter: { name: "OpenRouter", keyFrom: "openrouter.ai" },
  openai_compatible: { name: "OpenAI-compatible server" },
};

export const providerNames = Object.keys(providers) as AiProvider[];

export const keySources: Record<AiKeySource, { word: string; tone: Tone }> = {
  account: { word: "Saved for this account", tone: "ok" },
  environment: { word: "From the server's environment", tone: "ok" },
  missing: { word: "Missing", tone: "warn" },
};

export const outcomes: Record<AiOutcome, { word: string; tone: Tone }> = {
  answered: { word: "Answered", tone: "ok" },
  drafted: { word: "Draft", tone: "warn" },
  skipped: { word: "No answer", tone: "neutral" },
  handed_over: { word: "Handed over", tone: "warn" },
  failed: { word: "Failed", tone: "bad" },
  tried: { word: "Tried", tone: "ok" },
};

export const outcomeNames = Object.keys(outcomes) as AiOutcome[];

type Named = { name?: string | null; phoneNumber?: string | null; kind: string };

export function nameOf(chat: Named | null | undefined): string {
  if (chat?.name) return chat.name;
  if (chat?.phoneNumber) return formatNumber(chat.phoneNumber);
  return chat?.kind === "group" ? "Group" : "Hidden number";
}

const pauses: Record<string, string> = {
  person: "a person wrote here",
  hand_over: "the contact asked for a person",
  stop_word: "the contact stopped the answers",
  loop: "it looked like two bots writing to each other",
  paused: "somebody paused it",
};

export const pauseWords = (reason: string | null): string | null =>
  reason === null ? null : (pauses[reason] ?? reason);

/** Whether a pause ends by somebody's hand alone: the server then says the year 9999. */
export const isForever = (until: string): boolean => until.startsWith("9999");

/** "18:20" today, else with the day. */
export function untilWords(until: string, now = Date.now()): string {
  const today = new Date(until).toDateString() === new Date(now).toDateString();
  return today ? clockTime(until) : exactTime(until);
}

export const ms = (count: number): string =>
  count < 1000 ? `${count} ms` : `${(count / 1000).toFixed(1)} s`;

/** US dollars; small amounts with the places that tell something. */
export function dollars(amount: number): string {
  if (amount === 0) return "$0";
  if (amount < 0.01) return "under $0.01";
  return `$${amount.toFixed(2)}`;
}

/** What a contact wrote, without the marks that hold it together for the model. */
export const unmarked = (text: string): string =>
  text
    .split(/<\/?message>/)
    .map((part) => part.trim())
    .filter(Boolean)
    .join("\n");

/** "128k": how much a model reads at once. */
export function contextWords(tokens: number): string {
  if (tokens >= 1_000_000) return `${Math.round(tokens / 100_000) / 10}M`;
  return tokens >= 1000 ? `${Math.round(tokens / 1000)}k` : String(tokens);
}
