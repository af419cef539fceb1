import { clsx } from "clsx";

const hues = [
  "bg-accent-soft text-accent-ink",
  "bg-info-soft text-info",
  "bg-warn-soft text-warn",
  "bg-bad-soft text-bad",
];

const hash = (text: string) => [...text].reduce((sum, char) => sum + (char.codePointAt(0) ?? 0), 0);

/** The first letters of a name. Decoration: the name stands beside it. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  const letters = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .filter((letter) => /\p{L}/u.test(letter))
    .slice(0, 2)
    .join("");
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "grid size-10 shrink-0 place-content-center rounded-full text-sm font-semibold uppercase",
        hues[hash(name) % hues.length],
        className,
      )}
    >
      {letters || "#"}
    </span>
  );
}
