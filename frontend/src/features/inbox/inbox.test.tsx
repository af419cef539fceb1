import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ThreadMessageFragment } from "@/gql/graphql";
import { chatName, preview } from "./inbox-data";
import { mediaPath } from "./message-media";
import { arrived, type Pending } from "./pending";
import { inOrder } from "./thread-data";
import { Ticks } from "./ticks";

const message = (id: string, timestamp: string) => ({ id, timestamp }) as ThreadMessageFragment;

describe("a thread", () => {
  it("is oldest first, each message once though pages overlap", () => {
    const pages = [
      message("c", "2026-01-01T00:00:03.000Z"),
      message("b", "2026-01-01T00:00:02.000Z"),
      message("b", "2026-01-01T00:00:02.000Z"),
      message("a", "2026-01-01T00:00:02.000Z"),
    ];
    expect(inOrder(pages).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
});

describe("a message on its way to the server", () => {
  const item: Pending = {
    key: "k",
    accountId: "a",
    chatId: "c",
    to: "1",
    text: "Hello",
    file: null,
    more: {},
    since: Date.parse("2026-01-01T12:00:00Z"),
    state: "sending",
    error: null,
    duplicate: false,
  };
  const sent = { direction: "outgoing", text: "Hello", timestamp: "2026-01-01T12:00:01Z" };

  it("gives way to its live event, which can be faster than the answer", () => {
    expect(arrived(item, [sent])).toBe(true);
  });

  it("does not take an older message of the same words for itself", () => {
    expect(arrived(item, [{ ...sent, timestamp: "2026-01-01T11:00:00Z" }])).toBe(false);
    expect(arrived(item, [{ ...sent, direction: "incoming" }])).toBe(false);
  });

  it("stays when it failed", () => {
    expect(arrived({ ...item, state: "failed" }, [sent])).toBe(false);
  });
});

describe("a conversation in the list", () => {
  it("has the best name there is", () => {
    expect(chatName({ name: "Anna", phoneNumber: "49151", kind: "direct" })).toBe("Anna");
    expect(chatName({ name: null, phoneNumber: "4915112345678", kind: "direct" })).toMatch(/^\+49/);
    expect(chatName({ name: null, phoneNumber: null, kind: "direct" })).toBe("Hidden number");
    expect(chatName({ name: null, phoneNumber: null, kind: "status" })).toBe("Status");
  });

  it("shows the text, or what kind of file it is", () => {
    expect(preview({ type: "image", text: null })).toBe("Picture");
    expect(preview({ type: "document", text: null, media: { filename: "a.pdf" } })).toBe("a.pdf");
    expect(preview({ type: "unsupported" })).toContain("not shown yet");
  });
});

describe("files", () => {
  it("come from this site, by whatever name it was reached", () => {
    expect(mediaPath("https://wa.example.org/media/1?v=2")).toBe("/media/1?v=2");
    expect(mediaPath("/media/1")).toBe("/media/1");
  });
});

describe("ticks", () => {
  it("say in words what they show", () => {
    render(<Ticks status="read" />);
    expect(screen.getByText("Read")).toBeTruthy();
  });
});
