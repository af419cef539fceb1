// What is half written in each conversation, for as long as the page is open.
const drafts = new Map<string, string>();

export const draft = (chatId: string): string => drafts.get(chatId) ?? "";

export function keepDraft(chatId: string, text: string) {
  if (text) drafts.set(chatId, text);
  else drafts.delete(chatId);
}
