import { describe, expect, it } from "vitest";
import { callWords, groupWords, kindWord, ownText, reactions } from "./kinds";

const anna = { name: "Anna", phone: "4915112345678", lid: null, me: false };
const me = { name: null, phone: "4915187654321", lid: null, me: true };
const mark = (emoji: string, person: typeof anna | typeof me, kind = "reaction") =>
  ({ kind, emoji, person, answers: [] }) as unknown as Parameters<typeof reactions>[0][number];

describe("reactions", () => {
  it("are counted by emoji, the most frequent first", () => {
    const found = reactions([mark("👍", anna), mark("❤️", anna), mark("❤️", me)]);
    expect(found.map(({ emoji, names }) => [emoji, names])).toEqual([
      ["❤️", ["Anna", "You"]],
      ["👍", ["Anna"]],
    ]);
    expect(found[0]?.mine).toBe(true);
  });

  it("are neither votes nor what was taken back", () => {
    expect(reactions([mark("👍", anna, "vote"), mark("", anna)])).toEqual([]);
  });
});

describe("words", () => {
  it("tell what became of a group", () => {
    const change = (
      kind: string,
      people: (typeof anna | typeof me)[],
      value = "",
      actor: typeof anna | typeof me = me,
    ) => groupWords({ kind, actor, people, value });
    expect(change("join", [anna])).toBe("You added Anna");
    expect(change("join", [me], "", anna)).toBe("Anna added you");
    expect(change("join", [me])).toBe("You joined");
    expect(change("demote", [anna])).toBe("You made Anna an admin no more");
    expect(change("subject", [], "Team")).toBe("You named the group “Team”");
    expect(change("moon", [])).toBe("You: moon");
  });

  it("tell what became of a call", () => {
    expect(callWords({ video: true, group: false, outcome: "missed" })).toBe(
      "Video call was missed",
    );
  });

  it("survive a kind of a newer server", () => {
    expect(kindWord("hologram")).toContain("not shown yet");
  });
});

describe("the text of a message", () => {
  it("is left out where it says again what is shown", () => {
    expect(ownText({ type: "text", text: "Hello\n\nyou" })).toBe("Hello\n\nyou");
    expect(ownText({ type: "location", text: "Our shop" })).toBeNull();
    expect(ownText({ type: "options", text: "How?\n\n*1.* So" })).toBe("How?");
  });
});
