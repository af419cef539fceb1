import { describe, expect, it } from "vitest";
import type { AiSettingsFragment } from "@/gql/graphql";
import {
  addPrice,
  entries,
  inputOf,
  moved,
  numberOf,
  partOf,
  problemsOf,
  sameValues,
  valuesOf,
} from "./ai-values";

const config = {
  accountId: "a",
  isActive: true,
  provider: "gemini",
  model: "",
  baseUrl: "",
  fallbacks: [{ provider: "groq", model: "fast", baseUrl: "" }],
  keys: [],
  hasApiKey: true,
  systemPrompt: "Be kind.",
  temperature: 0.7,
  maxTokens: 500,
  timeoutSeconds: 20,
  historyLimit: 10,
  language: "",
  audience: "everyone",
  groups: "off",
  allow: ["4915112345678", "4915112345679"],
  block: [],
  startWords: [],
  stopWords: [],
  handOverPhrases: [],
  handOverText: "",
  hours: [{ day: 1, from: "09:00", to: "24:00" }],
  timeZone: "Europe/Berlin",
  outOfHoursText: "",
  debounceMs: 2500,
  takeoverMinutes: 240,
  maxRepliesPerHour: 10,
  drafts: false,
  budget: {
    tokensPerDay: 0,
    repliesPerDay: 5,
    tokensPerContact: 0,
    repliesPerContact: 0,
    text: "",
  },
  seeImages: true,
  hearVoice: false,
  prices: [
    { provider: "groq", model: "fast", inPerMillion: 0.05, outPerMillion: 1 },
    { provider: null, model: "own", inPerMillion: 0, outPerMillion: 0 },
  ],
  updatedAt: "2026-01-01T00:00:00Z",
} as AiSettingsFragment;

describe("the settings in a form", () => {
  it("go back as they came", () => {
    const { isActive, keys, hasApiKey, accountId, updatedAt, ...same } = config;
    expect(inputOf(valuesOf(config))).toEqual(same);
  });

  it("send a key only when one was written", () => {
    const values = { ...valuesOf(config), newKeys: { gemini: " secret ", groq: "" } };
    expect(inputOf(values).keys).toEqual([{ provider: "gemini", key: "secret" }]);
    expect(sameValues(values, valuesOf(config))).toBe(false);
  });

  it("leave the temperature to the provider when the field is empty", () => {
    const input = inputOf({ ...valuesOf(config), temperature: "" });
    expect(input.defaultTemperature).toBe(true);
    expect(input.temperature).toBeUndefined();
  });

  it("take prices as they are typed and refuse what is none", () => {
    const values = valuesOf(config);
    const typed = { ...values, model: "fast", provider: "groq" as const, prices: [] };
    const [first] = addPrice([], typed);
    expect(first).toMatchObject({ provider: "groq", model: "fast", inPerMillion: "" });
    expect(addPrice(first ? [first] : [], typed)[1]).toMatchObject({ provider: "", model: "" });
    expect(problemsOf({ ...values, prices: addPrice([], typed) })).toEqual({
      "prices[0].inPerMillion": "Write US dollars, 0 or more.",
      "prices[0].outPerMillion": "Write US dollars, 0 or more.",
    });
    expect(partOf("prices[0].inPerMillion")).toBe("answers");
    const prices = values.prices.map((price) => ({ ...price, inPerMillion: "0,5" }));
    expect(inputOf({ ...values, prices }).prices?.map((price) => price.inPerMillion)).toEqual([
      0.5, 0.5,
    ]);
  });

  it("take one entry a line and numbers with a comma", () => {
    expect(entries(" one \n\n two, three\n")).toEqual(["one", "two, three"]);
    expect(numberOf("2,5")).toBe(2.5);
    expect(numberOf(" ")).toBeNaN();
  });

  it("are told what is wrong before the server is asked", () => {
    expect(problemsOf(valuesOf(config))).toEqual({});
    const wrong = { ...valuesOf(config), maxTokens: "many", temperature: "3", repliesPerDay: "-1" };
    expect(Object.keys(problemsOf(wrong)).sort()).toEqual([
      "budget.repliesPerDay",
      "maxTokens",
      "temperature",
    ]);
  });

  it("know which part a field stands in", () => {
    expect(partOf("fallbacks[0].model")).toBe("answers");
    expect(partOf("budget.text")).toBe("limits");
    expect(partOf("hours[3]")).toBe("who");
  });
});

describe("an order", () => {
  it("changes by one place and holds at its ends", () => {
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  });
});
