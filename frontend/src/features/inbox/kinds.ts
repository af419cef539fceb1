import type { ThreadMessageFragment } from "@/gql/graphql";
import { formatNumber } from "@/lib/phone-number";

type Content = ThreadMessageFragment["content"];
type Person = { name?: string | null; phone?: string | null; me: boolean };

export const personName = (person: Person | null | undefined): string => {
  if (!person) return "Somebody";
  if (person.me) return "You";
  return person.name ?? (person.phone ? formatNumber(person.phone) : "Somebody");
};

const names: Record<string, string> = {
  image: "Picture",
  video: "Video",
  gif: "GIF",
  audio: "Audio",
  voice: "Voice note",
  document: "Document",
  sticker: "Sticker",
  location: "Location",
  contact: "Contact",
  poll: "Poll",
  options: "Question",
  choice: "Answer",
  call: "Call",
  group_change: "Group change",
  reaction: "Reaction",
  poll_vote: "Vote",
  edit: "Edited a message",
  delete: "Deleted a message",
  timer: "Disappearing messages",
  waiting: "Waiting for this message",
};

/** A word for a kind of message; for kinds of a newer server too. */
export const kindWord = (type: string): string =>
  names[type] ?? "A message of a kind that is not shown yet";

const outcomes: Record<string, string> = {
  ringing: "is ringing",
  rejected: "was rejected",
  ended: "has ended",
  missed: "was missed",
};

export function callWords(call: NonNullable<Content["call"]>): string {
  const kind = `${call.group ? "Group " : ""}${call.video ? "video call" : "voice call"}`;
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${outcomes[call.outcome] ?? call.outcome}`;
}

type Words = (who: string, people: string, value: string, whom: string) => string;

const changes: Record<string, Words> = {
  join: (who, people, _value, whom) =>
    who === people || who === "Somebody" ? `${people} joined` : `${who} added ${whom}`,
  leave: (who, people, _value, whom) =>
    who === people || who === "Somebody" ? `${people} left` : `${who} removed ${whom}`,
  promote: (who, _people, _value, whom) => `${who} made ${whom} an admin`,
  demote: (who, _people, _value, whom) => `${who} made ${whom} an admin no more`,
  subject: (who, _people, value) => `${who} named the group “${value}”`,
  description: (who) => `${who} changed the description`,
  picture: (who) => `${who} changed the picture`,
  settings: (who, _people, value) => `${who} changed a setting: ${value}`,
  invite_link: (who) => `${who} made a new invite link`,
};

export function groupWords(change: NonNullable<Content["groupChange"]>): string {
  const who = personName(change.actor);
  const people = change.people.map(personName).join(", ") || who;
  const whom = change.people.map((one) => (one.me ? "you" : personName(one))).join(", ") || who;
  return changes[change.kind]?.(who, people, change.value, whom) ?? `${who}: ${change.kind}`;
}

/** Reactions by emoji, the most frequent first. */
export function reactions(marks: ThreadMessageFragment["marks"]) {
  const counts = new Map<string, { emoji: string; names: string[]; mine: boolean }>();
  for (const { kind, emoji, person } of marks) {
    if (kind !== "reaction" || !emoji) continue;
    const one = counts.get(emoji) ?? { emoji, names: [], mine: false };
    one.names.push(personName(person));
    one.mine ||= person.me;
    counts.set(emoji, one);
  }
  return [...counts.values()].sort((a, b) => b.names.length - a.names.length);
}

/** The text to show as such: that of some kinds only says again what is shown already. */
export function ownText({ type, text }: { type: string; text?: string | null }): string | null {
  if (!text || ["poll", "location", "contact", "call"].includes(type)) return null;
  // Behind the question stand its answers.
  if (type === "options") return text.split("\n\n")[0] ?? text;
  return text;
}
