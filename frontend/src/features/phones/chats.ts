import type { PhoneMessage } from "@/lib/sandbox-api";

export type PhoneChat = { chat: string; messages: PhoneMessage[]; unread: number };

/** A phone's messages by conversation, the latest conversation first. */
export function groupChats(messages: readonly PhoneMessage[]): PhoneChat[] {
  const chats = new Map<string, PhoneChat>();
  for (const message of messages) {
    const chat = chats.get(message.chat) ?? { chat: message.chat, messages: [], unread: 0 };
    chat.messages.push(message);
    if (message.direction === "in" && message.status === "received") chat.unread++;
    chats.set(message.chat, chat);
  }
  const all = [...chats.values()];
  for (const chat of all) {
    chat.messages.sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
  }
  const last = (chat: PhoneChat) => Date.parse(chat.messages.at(-1)?.timestamp ?? "") || 0;
  return all.sort((a, b) => last(b) - last(a));
}

/** The data of a file in base64, as the control interface takes it. */
export function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(new Error("The file could not be read."));
    reader.readAsDataURL(file);
  });
}
