import { describe, expect, it } from "vitest";
import { blank, inputOf, problemsOf } from "./webhook-values";

const values = { ...blank, url: " https://example.org/hook " };

describe("a webhook's form", () => {
  it("sends filters only where they narrow something", () => {
    expect(inputOf(values)).toMatchObject({
      url: "https://example.org/hook",
      filters: { chats: [], types: [], direction: null, groups: null, text: null },
    });
  });

  it("sends the format that was chosen", () => {
    expect(inputOf(values).format).toBe("standard");
    expect(inputOf({ ...values, format: "legacy" }).format).toBe("legacy");
  });

  it("takes lists by line or comma", () => {
    const input = inputOf({ ...values, chats: "4915\n 4916 ,4917\n", groups: "none" });
    expect(input.filters).toMatchObject({ chats: ["4915", "4916", "4917"], groups: false });
  });

  it("keeps the value of a header that was not written anew", () => {
    const header = { key: "1", name: "Authorization", value: "", kept: true };
    expect(inputOf({ ...values, headers: [header] }).headers).toEqual([
      { name: "Authorization", value: null },
    ]);
    expect(inputOf({ ...values, headers: [{ ...header, value: "x" }] }).headers).toEqual([
      { name: "Authorization", value: "x" },
    ]);
  });

  it("says what is wrong before it is sent", () => {
    expect(problemsOf(values)).toEqual({});
    const wrong = { ...values, url: "example.org", events: [], maxAttempts: "21" };
    expect(Object.keys(problemsOf(wrong))).toEqual(["url", "events", "maxAttempts"]);
  });
});
