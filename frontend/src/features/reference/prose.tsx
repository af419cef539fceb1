/** Text with `code` in back quotes, the one piece of Markdown that the descriptions use. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // The parts of a fixed text never move.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <code key={index} className="rounded bg-sunken px-1 font-mono text-[0.9em] text-ink">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
