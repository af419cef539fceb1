import { describe, expect, it } from "vitest";
import { planTime, planWords } from "./send-plan";

const now = new Date(2026, 10, 24, 12, 0, 0).getTime();
const seconds = (count: number) => new Date(now + count * 1000).toISOString();

describe("when a message goes", () => {
  it("is as exact as an estimate deserves", () => {
    expect(planTime(seconds(-3), now)).toBe("any moment");
    expect(planTime(seconds(42), now)).toBe("in about 42 s");
    expect(planTime(seconds(600), now)).toBe("in about 10 min");
    expect(planTime(seconds(2 * 3600), now)).toMatch(/^about .*2/);
    expect(planTime(seconds(7 * 86_400), now)).toMatch(/Dec.*1|1.*Dec/);
  });

  it("comes with the reason and the place", () => {
    const text = "There is a pause between two messages of an account.";
    expect(planWords({ at: seconds(42), reason: "gap", text, ahead: 3 }, now)).toBe(
      `Goes in about 42 s. ${text} 3 before it.`,
    );
  });

  it("is left out where nobody knows", () => {
    const plan = { at: null, reason: "paused", text: "The account's sending is paused.", ahead: 0 };
    expect(planWords(plan, now)).toBe("The account's sending is paused.");
  });
});
