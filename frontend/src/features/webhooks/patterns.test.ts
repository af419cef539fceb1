import { describe, expect, it } from "vitest";
import { covers, eventWords, groupsOf, toggled } from "./patterns";

describe("a pattern", () => {
  it("names what the server says it names", () => {
    expect(covers("*", "message")).toBe(true);
    expect(covers("message.*", "message")).toBe(true);
    expect(covers("message.*", "message.status")).toBe(true);
    expect(covers("message.*", "messages")).toBe(false);
    expect(covers("message", "message.status")).toBe(false);
  });

  it("is offered where several kinds share a word", () => {
    expect(groupsOf(["message", "message.status", "connection"])).toEqual(["message.*"]);
  });
});

describe("what a webhook gets", () => {
  it("is told in words", () => {
    expect(eventWords(["message", "reply.*"])).toBe("message, reply.*");
    expect(eventWords(["*"])).toBe("every event");
  });
});

describe("choosing", () => {
  it("drops what a wider pattern says already", () => {
    expect(toggled(["message", "connection"], "message.*")).toEqual(["connection", "message.*"]);
    expect(toggled(["message", "connection"], "*")).toEqual(["*"]);
  });

  it("takes a choice back", () => {
    expect(toggled(["message", "connection"], "message")).toEqual(["connection"]);
  });
});
