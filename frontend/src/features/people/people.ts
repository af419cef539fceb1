import { formatNumber, parseNumber } from "@/lib/phone-number";

export type Person = { phone?: string | null; lid?: string | null; name?: string | null };

/** How the API is told who is meant: by number, or where WhatsApp hides it by the LID. */
export const addressOf = ({ phone, lid }: Person): string => phone ?? lid ?? "";

export const numberOf = ({ phone }: Person): string =>
  phone ? formatNumber(phone) : "Hidden number";

export const nameOf = (person: Person): string => person.name || numberOf(person);

/** One is known by number, LID or both, and not everywhere by the same. */
export const isSame = (a: Person, b: Person): boolean =>
  Boolean((a.phone && a.phone === b.phone) || (a.lid && a.lid === b.lid));

/** Whether all words stand in one of the texts, or the digits in a number. */
export function matches(query: string, texts: readonly (string | null | undefined)[]): boolean {
  const all = texts.filter(Boolean).join("\n").toLocaleLowerCase();
  const digits = /[^\d\s+()./-]/.test(query) ? "" : query.replace(/\D/g, "");
  if (digits && all.includes(digits)) return true;
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => all.includes(word));
}

/** What was written, one number a line or between commas, without what stands there twice. */
export const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;]/)
      .map((entry) => entry.trim())
      .filter(Boolean)
      .map((entry) => parseNumber(entry) ?? entry),
  ),
];

export const plural = (count: number, one: string, many: string): string =>
  `${new Intl.NumberFormat().format(count)} ${count === 1 ? one : many}`;
