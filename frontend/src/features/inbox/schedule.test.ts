import { describe, expect, it } from "vitest";
import { scheduleWords, zones } from "./schedule";

describe("a schedule", () => {
  it("says the local time that was chosen, whatever zone the browser is in", () => {
    const input = { sendAt: "2026-12-01T09:00", timeZone: "Asia/Tokyo" };
    expect(scheduleWords({ input })).toMatch(/9:00.*\(Asia\/Tokyo\)/);
  });

  it("says how urgent it is", () => {
    expect(scheduleWords({ input: { priority: "bulk" } })).toBe("Goes after all others");
  });

  it("offers each zone once", () => {
    const all = zones();
    expect(new Set(all).size).toBe(all.length);
  });
});
