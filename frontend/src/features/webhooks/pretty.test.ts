import { describe, expect, it } from "vitest";
import { pretty } from "./pretty";

describe("a body", () => {
  it("is laid out as JSON.stringify would", () => {
    const value = { a: [1, { b: "x, {y}: \\" }], empty: {}, none: [], t: null };
    expect(pretty(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  });

  it("keeps every digit", () => {
    expect(pretty('{"id":12345678901234567890}')).toContain("12345678901234567890");
  });
});
