import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef } from "react";

type HeaderProps = {
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  before?: ReactNode;
};

/** The page's one heading. It takes the focus when the page is entered, so that readers start there. */
export function PageHeader({ title, description, action, before }: HeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // A field that asked for the focus keeps it.
    const taken = document.activeElement;
    if (!taken || taken === document.body || !document.querySelector("main")?.contains(taken)) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 pb-5">
      <div className="min-w-0 flex-1 basis-36">
        {before}
        <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight">
          {title}
        </h1>
        {description && <div className="mt-1 text-muted">{description}</div>}
      </div>
      {action && <div className="flex flex-wrap items-center gap-2">{action}</div>}
    </header>
  );
}

export function Page({ children, narrow }: { children: ReactNode; narrow?: boolean }) {
  return (
    <div
      className={clsx(
        "mx-auto w-full px-4 py-6 sm:px-6 lg:py-8",
        narrow ? "max-w-3xl" : "max-w-6xl",
      )}
    >
      {children}
    </div>
  );
}
