import { describe, expect, it } from "vitest";
import { furthest, statusWords, tickOf } from "./message-status";
import { createStatusGuard } from "./status-guard";

describe("furthest", () => {
  it.each([
    ["queued", "sending", "sending"],
    ["delivered", "sent", "delivered"],
    ["read", "delivered", "read"],
    ["read", "played", "played"],
    ["sending", "failed", "failed"],
    ["failed", "queued", "failed"],
    ["failed", "delivered", "delivered"],
    ["delivered", "failed", "delivered"],
  ] as const)("%s then %s is %s", (before, after, expected) => {
    expect(furthest(before, after)).toBe(expected);
  });
});

describe("ticks", () => {
  it("are those that people know", () => {
    expect(tickOf("queued")).toBe("clock");
    expect(tickOf("sent")).toBe("one");
    expect(tickOf("delivered")).toBe("two");
    expect(tickOf("read")).toBe("blue");
    expect(tickOf("failed")).toBe("failed");
    expect(tickOf("received")).toBe("none");
  });

  it("have words", () => {
    expect(statusWords("failed")).toBe("Not sent");
  });
});

describe("the status guard", () => {
  const message = (id: string, status: string, error: string | null = null) => ({
    __typename: "Message",
    id,
    status,
    error,
  });

  it("corrects an older answer, however deep it is", () => {
    const guard = createStatusGuard();
    guard({ messageChanged: message("1", "read") });
    const late = { messages: { nodes: [message("1", "sent"), message("2", "sent")] } };
    guard(late);
    expect(late.messages.nodes.map((node) => node.status)).toEqual(["read", "sent"]);
  });

  it("takes back an error that a late success disproves", () => {
    const guard = createStatusGuard();
    guard(message("1", "delivered"));
    const late = message("1", "failed", "No answer.");
    guard(late);
    expect(late).toMatchObject({ status: "delivered", error: null });
  });
});
