import { type ReactNode, useState } from "react";

type Props = { summary: ReactNode; className?: string; children: () => ReactNode };

/** What is behind it is made when it is opened: all answers together are twenty thousand elements. */
export function Fold({ summary, className, children }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      className={className}
      onToggle={({ currentTarget }) => currentTarget.open && setOpened(true)}
    >
      <summary className="min-h-11 px-3.5 py-2.5 -outline-offset-2">{summary}</summary>
      {opened && <div className="px-3.5 pb-3.5">{children()}</div>}
    </details>
  );
}
