import type { AiConfigInput, AiProvider, AiSettingsFragment } from "@/gql/graphql";
import { randomKey } from "@/lib/ids";

export type Choice = { key: string; provider: AiProvider; model: string; baseUrl: string };
export type Hours = { key: string; day: number; from: string; to: string };
/** What a model costs, as it is typed; an empty provider is any. */
export type Price = {
  key: string;
  provider: AiProvider | "";
  model: string;
  inPerMillion: string;
  outPerMillion: string;
};

/** The settings as a person edits them: lists are lines of text, numbers are what was typed. */
export type AiValues = {
  provider: AiProvider;
  model: string;
  baseUrl: string;
  /** Keys written anew; what is not here stays as it is. */
  newKeys: Partial<Record<AiProvider, string>>;
  fallbacks: Choice[];
  systemPrompt: string;
  /** Empty is the provider's own. */
  temperature: string;
  maxTokens: string;
  timeoutSeconds: string;
  historyLimit: string;
  language: string;
  audience: AiSettingsFragment["audience"];
  groups: AiSettingsFragment["groups"];
  allow: string;
  block: string;
  startWords: string;
  stopWords: string;
  handOverPhrases: string;
  handOverText: string;
  hours: Hours[];
  timeZone: string;
  outOfHoursText: string;
  debounceSeconds: string;
  takeoverMinutes: string;
  maxRepliesPerHour: string;
  drafts: boolean;
  tokensPerDay: string;
  repliesPerDay: string;
  tokensPerContact: string;
  repliesPerContact: string;
  budgetText: string;
  seeImages: boolean;
  hearVoice: boolean;
  prices: Price[];
};

export type Change = (next: Partial<AiValues>) => void;

const lines = (list: readonly string[]) => list.join("\n");

/** One entry a line, without empty ones. */
export const entries = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

export function valuesOf(config: AiSettingsFragment): AiValues {
  const { budget } = config;
  return {
    provider: config.provider,
    model: config.model,
    baseUrl: config.baseUrl,
    newKeys: {},
    fallbacks: config.fallbacks.map((choice, i) => ({ ...choice, key: `f${i}` })),
    systemPrompt: config.systemPrompt,
    temperature: config.temperature === null ? "" : String(config.temperature),
    maxTokens: String(config.maxTokens),
    timeoutSeconds: String(config.timeoutSeconds),
    historyLimit: String(config.historyLimit),
    language: config.language,
    audience: config.audience,
    groups: config.groups,
    allow: lines(config.allow),
    block: lines(config.block),
    startWords: lines(config.startWords),
    stopWords: lines(config.stopWords),
    handOverPhrases: lines(config.handOverPhrases),
    handOverText: config.handOverText,
    hours: config.hours.map((one, i) => ({ ...one, key: `h${i}` })),
    timeZone: config.timeZone,
    outOfHoursText: config.outOfHoursText,
    debounceSeconds: String(config.debounceMs / 1000),
    takeoverMinutes: String(config.takeoverMinutes),
    maxRepliesPerHour: String(config.maxRepliesPerHour),
    drafts: config.drafts,
    tokensPerDay: String(budget.tokensPerDay),
    repliesPerDay: String(budget.repliesPerDay),
    tokensPerContact: String(budget.tokensPerContact),
    repliesPerContact: String(budget.repliesPerContact),
    budgetText: budget.text,
    seeImages: config.seeImages,
    hearVoice: config.hearVoice,
    prices: config.prices.map((price, i) => ({
      key: `p${i}`,
      provider: price.provider ?? "",
      model: price.model,
      inPerMillion: String(price.inPerMillion),
      outPerMillion: String(price.outPerMillion),
    })),
  };
}

/** A number as typed, with a comma or a point. */
export const numberOf = (text: string): number =>
  Number(text.trim().replace(",", ".") || Number.NaN);

export function inputOf(values: AiValues): AiConfigInput {
  const keys = Object.entries(values.newKeys).filter(([, key]) => key.trim());
  return {
    provider: values.provider,
    model: values.model.trim(),
    baseUrl: values.baseUrl.trim(),
    ...(keys.length > 0
      ? {
          keys: keys.map(([provider, key]) => ({
            provider: provider as AiProvider,
            key: key.trim(),
          })),
        }
      : {}),
    fallbacks: values.fallbacks.map(({ provider, model, baseUrl }) => ({
      provider,
      model: model.trim(),
      baseUrl: baseUrl.trim(),
    })),
    systemPrompt: values.systemPrompt,
    ...(values.temperature.trim()
      ? { temperature: numberOf(values.temperature) }
      : { defaultTemperature: true }),
    maxTokens: numberOf(values.maxTokens),
    timeoutSeconds: numberOf(values.timeoutSeconds),
    historyLimit: numberOf(values.historyLimit),
    language: values.language.trim(),
    audience: values.audience,
    groups: values.groups,
    allow: entries(values.allow),
    block: entries(values.block),
    startWords: entries(values.startWords),
    stopWords: entries(values.stopWords),
    handOverPhrases: entries(values.handOverPhrases),
    handOverText: values.handOverText.trim(),
    hours: values.hours.map(({ day, from, to }) => ({ day, from, to })),
    timeZone: values.timeZone.trim(),
    outOfHoursText: values.outOfHoursText.trim(),
    debounceMs: Math.round(numberOf(values.debounceSeconds) * 1000),
    takeoverMinutes: numberOf(values.takeoverMinutes),
    maxRepliesPerHour: numberOf(values.maxRepliesPerHour),
    drafts: values.drafts,
    budget: {
      tokensPerDay: numberOf(values.tokensPerDay),
      repliesPerDay: numberOf(values.repliesPerDay),
      tokensPerContact: numberOf(values.tokensPerContact),
      repliesPerContact: numberOf(values.repliesPerContact),
      text: values.budgetText.trim(),
    },
    seeImages: values.seeImages,
    hearVoice: values.hearVoice,
    prices: values.prices.map(({ provider, model, inPerMillion, outPerMillion }) => ({
      provider: provider || null,
      model: model.trim(),
      inPerMillion: numberOf(inPerMillion),
      outPerMillion: numberOf(outPerMillion),
    })),
  };
}

/** What is wrong, by the name of the field. */
export type Problems = Record<string, string>;

const ranges: readonly [keyof AiValues, string, number, number][] = [
  ["maxTokens", "maxTokens", 1, 32_000],
  ["timeoutSeconds", "timeoutSeconds", 1, 60],
  ["historyLimit", "historyLimit", 1, 100],
  ["takeoverMinutes", "takeoverMinutes", 0, 44_640],
  ["maxRepliesPerHour", "maxRepliesPerHour", 1, 1000],
  ["tokensPerDay", "budget.tokensPerDay", 0, 2_000_000_000],
  ["repliesPerDay", "budget.repliesPerDay", 0, 1_000_000],
  ["tokensPerContact", "budget.tokensPerContact", 0, 2_000_000_000],
  ["repliesPerContact", "budget.repliesPerContact", 0, 1_000_000],
];

/** What can be told without the server: a number that is none would not even reach it. */
export function problemsOf(values: AiValues): Problems {
  const problems: Problems = {};
  for (const [name, field, least, most] of ranges) {
    const count = numberOf(values[name] as string);
    if (!Number.isInteger(count) || count < least || count > most) {
      problems[field] = `Write a whole number from ${least} to ${most}.`;
    }
  }
  const debounce = numberOf(values.debounceSeconds);
  if (!(debounce >= 0 && debounce <= 600)) {
    problems.debounceMs = "Write a number of seconds from 0 to 600.";
  }
  const warmth = numberOf(values.temperature);
  if (values.temperature.trim() && !(warmth >= 0 && warmth <= 2)) {
    problems.temperature = "Write a number from 0 to 2.";
  }
  values.prices.forEach((price, i) => {
    for (const field of ["inPerMillion", "outPerMillion"] as const) {
      const amount = numberOf(price[field]);
      if (!(amount >= 0 && amount <= 1_000_000)) {
        problems[`prices[${i}].${field}`] = "Write US dollars, 0 or more.";
      }
    }
  });
  return problems;
}

export const sameValues = (a: AiValues, b: AiValues): boolean =>
  JSON.stringify(inputOf(a)) === JSON.stringify(inputOf(b));

export const addChoice = (fallbacks: readonly Choice[]): Choice[] => [
  ...fallbacks,
  { key: randomKey(), provider: "openai", model: "", baseUrl: "" },
];

/** A price to fill in: of the model that is chosen, unless it has one. */
export const addPrice = (prices: readonly Price[], { provider, model }: AiValues): Price[] => {
  const chosen = model.trim();
  const has = prices.some((price) => price.model.trim() === chosen);
  const one = { key: randomKey(), inPerMillion: "", outPerMillion: "" };
  return [...prices, { ...one, provider: has ? "" : provider, model: has ? "" : chosen }];
};

/** Moves an entry one place up or down; at the ends it stays. */
export function moved<T>(list: readonly T[], from: number, by: 1 | -1): T[] {
  const to = from + by;
  const next = [...list];
  const entry = next[from];
  const other = next[to];
  if (entry === undefined || other === undefined) return next;
  next[from] = other;
  next[to] = entry;
  return next;
}

export type Part = "answers" | "who" | "limits";

const parts: Record<string, Part> = {
  provider: "answers",
  model: "answers",
  baseUrl: "answers",
  apiKey: "answers",
  keys: "answers",
  fallbacks: "answers",
  prices: "answers",
  systemPrompt: "answers",
  temperature: "answers",
  maxTokens: "answers",
  timeoutSeconds: "answers",
  historyLimit: "answers",
  language: "answers",
  debounceMs: "limits",
  takeoverMinutes: "limits",
  maxRepliesPerHour: "limits",
  drafts: "limits",
  budget: "limits",
};

/** The part of the form that a field stands in. */
export const partOf = (field: string): Part => parts[field.split(/[.[]/)[0] ?? ""] ?? "who";

/** Whether the form shows what is wrong with a field at the field: choices cannot be wrong there. */
export const hasPlace = (field: string): boolean =>
  !/^(budget|audience|groups|isActive)$|provider$/.test(field);
