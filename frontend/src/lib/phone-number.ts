// Country codes of one and two digits; every other one has three (ITU-T E.164).
const oneDigit = ["1", "7"];
const twoDigits =
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  );

const countryCodeLength = (digits: string): number => {
  if (oneDigit.includes(digits.slice(0, 1))) return 1;
  return twoDigits.includes(digits.slice(0, 2)) ? 2 : 3;
};

/** `+49 151 234 567 89`: readable groups behind the country code. */
export function formatNumber(digits: string): string {
  if (!/^\d{7,15}$/.test(digits)) return digits;
  const length = countryCodeLength(digits);
  const rest = digits.slice(length);
  const groups =
    length === 1 && digits.startsWith("1") && rest.length === 10
      ? [rest.slice(0, 3), rest.slice(3, 6), rest.slice(6)]
      : (rest.match(/.{1,3}/g) ?? []);
  const last = groups.at(-1);
  const before = groups.at(-2);
  // A single digit at the end reads badly.
  if (last?.length === 1 && before) groups.splice(-2, 2, before + last);
  return `+${digits.slice(0, length)} ${groups.join(" ")}`;
}

/** The digits of a number in any usual writing, or null when it cannot be one. */
export function parseNumber(text: string): string | null {
  if (/[^\d\s+()./-]/.test(text)) return null;
  const digits = text.replace(/\D/g, "").replace(/^00/, "");
  return digits.length >= 7 && digits.length <= 15 ? digits : null;
}
