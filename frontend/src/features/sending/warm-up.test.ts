import { describe, expect, it } from "vitest";
import { warmedUp } from "./warm-up";

const linked = "2026-11-20T10:00:00Z";
const ends = "2026-12-04T10:00:00Z";

describe("a warm-up", () => {
  it("counts its days from 1", () => {
    expect(warmedUp(linked, ends, Date.parse(linked)).day).toBe(1);
    expect(warmedUp(linked, ends, Date.parse("2026-11-24T11:00:00Z")).day).toBe(5);
  });

  it("knows its share, whatever the clock says", () => {
    expect(warmedUp(linked, ends, Date.parse("2026-11-27T10:00:00Z")).share).toBe(0.5);
    expect(warmedUp(linked, ends, Date.parse("2026-11-19T10:00:00Z")).share).toBe(0);
    expect(warmedUp(linked, ends, Date.parse("2027-01-01T10:00:00Z")).share).toBe(1);
  });
});
