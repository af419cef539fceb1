import { expect, it } from "vitest";
import type { PhoneMessage } from "@/lib/sandbox-api";
import { groupChats } from "./chats";

const message = (chat: string, second: number, direction: "in" | "out", status: string) =>
  ({
    id: `${chat}-${second}`,
    chat,
    direction,
    status,
    timestamp: new Date(second * 1000).toISOString(),
  }) as PhoneMessage;

it("groups a phone's messages by conversation, latest first, and counts the unread", () => {
  const chats = groupChats([
    message("1", 3, "in", "received"),
    message("1", 1, "in", "read"),
    message("2", 5, "out", "sent"),
    message("1", 2, "in", "received"),
  ]);
  expect(chats.map(({ chat, unread }) => [chat, unread])).toEqual([
    ["2", 0],
    ["1", 2],
  ]);
  expect(chats[1]?.messages.map(({ id }) => id)).toEqual(["1-1", "1-2", "1-3"]);
});
