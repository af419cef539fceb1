const fold = (text: string) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

// So much of what is before the word is shown with it.
const before = 20;

/** The text from a little before the first word that was searched for; case and accents do not matter. */
export function excerpt(text: string, search: string): string {
  const line = text.replace(/\s+/g, " ").normalize("NFC");
  const words = fold(search).match(/[\p{L}\p{N}]+/gu) ?? [];
  const folded = fold(line);
  const found = words.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
  const from = Math.min(...found) - before;
  if (found.length === 0 || from <= 0) return line;
  const space = line.indexOf(" ", from);
  return `… ${line.slice(space >= 0 && space < from + before ? space + 1 : from)}`;
}
