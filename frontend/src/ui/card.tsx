import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

export function Card({ className, ...props }: ComponentProps<"section">) {
  return (
    <section
      className={clsx("min-w-0 rounded-xl border border-line bg-surface shadow-card", className)}
      {...props}
    />
  );
}

type HeaderProps = { title: string; description?: ReactNode; action?: ReactNode };

export function CardHeader({ title, description, action }: HeaderProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-3 px-5 pt-4 pb-3">
      <div className="min-w-0">
        <h2 className="font-semibold">{title}</h2>
        {description && <p className="mt-0.5 text-sm text-muted">{description}</p>}
      </div>
      {action}
    </div>
  );
}
