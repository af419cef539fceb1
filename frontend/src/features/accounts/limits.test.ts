import { describe, expect, it } from "vitest";
import {
  clockOf,
  inputOf,
  isOwn,
  type Limits,
  minutesOf,
  type Overrides,
  valuesOf,
} from "./limits";

const limits: Limits = {
  minIntervalMs: 3000,
  randomDelayMs: 2000,
  maxPerHour: 0,
  maxPerDay: 500,
  typingDelayMs: 1500,
  maxNewPerDay: 50,
  maxSameTextPerDay: 50,
  warmUpDays: 14,
  quietFrom: 1290,
  quietTo: 420,
  readBeforeReply: true,
};
const none = {} as Overrides;
const own = (values: Partial<Overrides>) => ({ ...none, ...values });

describe("quiet hours", () => {
  it("are times of the day in the form and minutes at the server", () => {
    expect(clockOf(1290)).toBe("21:30");
    expect(clockOf(5)).toBe("00:05");
    expect(minutesOf("21:30")).toBe(1290);
  });

  it("are empty when they are off", () => {
    expect(valuesOf(limits, none)).toMatchObject({ quietFrom: "21:30", quietTo: "07:00" });
    expect(valuesOf({ ...limits, quietTo: 1290 }, none)).toMatchObject({ quietFrom: "" });
  });

  it("are turned off by clearing them", () => {
    const values = { ...valuesOf(limits, none), quietFrom: "", quietTo: "" };
    expect(inputOf(values, { quietFrom: true, quietTo: true })).toEqual({
      quietFrom: 0,
      quietTo: 0,
    });
  });
});

describe("what is saved", () => {
  it("is what was changed: the rest follows the server", () => {
    const values = { ...valuesOf(limits, none), maxPerHour: "20" };
    expect(inputOf(values, { maxPerHour: true })).toEqual({ maxPerHour: 20 });
  });

  it("has words a line each, and the server's own when there are none", () => {
    const values = { ...valuesOf(limits, none), optOutWords: " basta \n\nhalt\n" };
    expect(inputOf(values, { optOutWords: true })).toEqual({ optOutWords: ["basta", "halt"] });
    expect(inputOf({ ...values, optOutWords: " " }, { optOutWords: true })).toEqual({
      optOutWords: null,
    });
  });
});

describe("an own value", () => {
  it("counts though it is zero or false", () => {
    expect(isOwn(own({ maxPerDay: 0 }), "maxPerDay")).toBe(true);
    expect(isOwn(own({ readBeforeReply: false }), "readBeforeReply")).toBe(true);
    expect(isOwn(own({ maxPerDay: null }), "maxPerDay")).toBe(false);
  });
});
