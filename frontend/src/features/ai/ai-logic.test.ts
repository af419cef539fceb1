import { CombinedError } from "urql";
import { describe, expect, it } from "vitest";
import type { AiUsageQuery } from "@/gql/graphql";
import { fieldErrors } from "./field-errors";
import { fromInput, hoursWords, likeDay, overNight, toInput, workWeek } from "./hours";
import { filledIn, inserted } from "./prompt";
import { sampleArguments, schemaProblem, template } from "./tool-values";
import { byDay, totals } from "./usage";
import { contextWords, dollars, isForever, pauseWords, unmarked } from "./words";

const samples = {
  contact_name: "Ada",
  account_name: "Shop",
  date: "Monday",
  time: "12:00",
  business_hours: "always",
};

describe("a prompt", () => {
  it("shows its variables filled in and marks those that there are not", () => {
    const pieces = filledIn("Hi {{ contact_name }} of {{nobody}}!", samples);
    expect(pieces.map(({ text, kind }) => [text, kind])).toEqual([
      ["Hi ", "text"],
      ["Ada", "value"],
      [" of ", "text"],
      ["{{nobody}}", "unknown"],
      ["!", "text"],
    ]);
  });

  it("takes a variable where the cursor is", () => {
    expect(inserted("Hi !", "date", 3, 3)).toEqual({ text: "Hi {{date}}!", caret: 11 });
  });
});

describe("hours", () => {
  it("are said with like days together", () => {
    expect(hoursWords(workWeek())).toBe("Mon–Fri 09:00–17:00");
    expect(hoursWords([])).toBe("always");
  });

  it("of one day can be those of all", () => {
    const all = likeDay(workWeek(), 1);
    expect(hoursWords(all)).toBe("Mon–Sun 09:00–17:00");
  });

  it("end at midnight as 24:00, which a time field does not have", () => {
    expect(fromInput("00:00")).toBe("24:00");
    expect(toInput("24:00")).toBe("00:00");
  });

  it("whose end is before their beginning go on into the next day", () => {
    expect(overNight({ from: "22:00", to: "06:00" })).toBe(true);
    expect(overNight({ from: "22:00", to: "24:00" })).toBe(false);
    expect(overNight({ from: "22:00", to: "" })).toBe(false);
    const night = { key: "k", day: 5, from: "22:00", to: "06:00" };
    expect(hoursWords([night])).toBe("Fri 22:00–06:00 the next day");
  });
});

describe("a tool's arguments", () => {
  it("are a schema of an object", () => {
    expect(schemaProblem(template)).toBeNull();
    expect(schemaProblem("{")).toContain("no JSON");
    expect(schemaProblem("[]")).toContain("object");
    expect(schemaProblem('{"type":"string"}')).toContain("“object”");
    expect(schemaProblem('{"type":"object","required":["a"]}')).toContain("“a”");
  });

  it("can be tried with a sample", () => {
    expect(JSON.parse(sampleArguments(template))).toEqual({ order_number: "" });
    expect(sampleArguments("no JSON")).toBe("{}");
  });
});

describe("use", () => {
  const row = (day: string, replies: number, cost: number | null) =>
    ({
      day,
      provider: "openai",
      model: "m",
      replies,
      tokensIn: 10,
      tokensOut: 5,
      averageMs: 1,
      cost,
    }) as AiUsageQuery["aiUsage"][number];
  const rows = [row("2026-01-03", 2, 0.5), row("2026-01-03", 1, null), row("2026-01-01", 4, 0.25)];

  it("has a bar for each day, also for those without", () => {
    expect(byDay(rows, 3, "replies", Date.parse("2026-01-03T12:00:00Z"))).toEqual([
      { day: "2026-01-01", value: 4 },
      { day: "2026-01-02", value: 0 },
      { day: "2026-01-03", value: 3 },
    ]);
  });

  it("says when a part of the cost is not known", () => {
    expect(totals(rows)).toEqual({ replies: 7, tokens: 45, cost: 0.75, partly: true });
  });
});

describe("words", () => {
  it("tell pauses, prices and sizes", () => {
    expect(isForever("9999-12-31T00:00:00Z")).toBe(true);
    expect(pauseWords("person")).toBe("a person wrote here");
    expect(pauseWords("something_new")).toBe("something_new");
    expect([dollars(0), dollars(0.004), dollars(1.5)]).toEqual(["$0", "under $0.01", "$1.50"]);
    expect([contextWords(128_000), contextWords(1_048_576)]).toEqual(["128k", "1M"]);
    expect(unmarked("<message>\nHi\n</message>\n<message>You?</message>")).toBe("Hi\nYou?");
  });
});

describe("a refusal by the server", () => {
  it("names all fields, without the way to them", () => {
    const extensions = {
      field: "input.config.model",
      fields: [
        { field: "input.config.model", message: "Write which model." },
        { field: "hours[0]", message: "Write a day." },
      ],
    };
    const error = new CombinedError({ graphQLErrors: [{ message: "No.", extensions }] });
    expect(fieldErrors(error)).toEqual({ model: "Write which model.", "hours[0]": "Write a day." });
  });
});
