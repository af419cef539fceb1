import { describe, expect, it } from "vitest";
import { secondsLeft } from "./countdown";
import { sendSample } from "./curl";
import { bytes, dayLabel, duration } from "./format";
import { formatNumber, parseNumber } from "./phone-number";

describe("numbers of phones", () => {
  it.each([
    ["4915112345678", "+49 151 123 456 78"],
    ["14155550123", "+1 415 555 0123"],
    ["447700900123", "+44 770 090 0123"],
    ["351912345678", "+351 912 345 678"],
    ["hidden", "hidden"],
  ])("%s reads %s", (digits, shown) => {
    expect(formatNumber(digits)).toBe(shown);
  });

  it.each([
    ["+49 (151) 123-456.78", "4915112345678"],
    ["0049 151 12345678", "4915112345678"],
    ["12", null],
    ["call me", null],
  ])("%s is taken as %s", (typed, digits) => {
    expect(parseNumber(typed)).toBe(digits);
  });
});

describe("times", () => {
  const now = new Date(2026, 0, 15, 12, 0).getTime();
  const at = (day: number, hour = 9) => new Date(2026, 0, day, hour).toISOString();

  it("separates days by their names", () => {
    expect(dayLabel(at(15), now)).toBe("Today");
    expect(dayLabel(at(14, 23), now)).toBe("Yesterday");
    expect(dayLabel(at(12), now)).toMatch(/^Monday$/);
    expect(dayLabel(at(2), now)).toContain("2026");
  });

  it("tells a duration in its two largest units", () => {
    expect(duration(0)).toBe("0 s");
    expect(duration(42)).toBe("42 s");
    expect(duration(5 * 3600 + 12 * 60 + 3)).toBe("5 h 12 m");
    expect(duration(3 * 86_400)).toBe("3 d");
  });

  it("counts a begun second as one left, and never below none", () => {
    expect(secondsLeft(10_001, 10_000)).toBe(1);
    expect(secondsLeft(70_000, 10_000)).toBe(60);
    expect(secondsLeft(9_000, 10_000)).toBe(0);
  });
});

describe("sizes and samples", () => {
  it("shows bytes in the unit that fits", () => {
    expect(bytes(512)).toBe("512 B");
    expect(bytes(1536)).toBe("1.5 kB");
    expect(bytes(48_000_000)).toBe("45.8 MB");
  });

  it("writes a curl call that a shell takes as it is", () => {
    const sample = sendSample("http://localhost:3000", "wak_1", "4915112345678");
    expect(sample).toContain("curl http://localhost:3000/api/send \\\n");
    expect(sample).toContain("-H 'X-API-Key: wak_1'");
    expect(sample).not.toMatch(/\\$/);
  });
});
