import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";

export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={clsx("rounded-md bg-hover motion-safe:animate-pulse", className)}
    />
  );
}

/** Says to screen readers that the shape around it is still being filled. */
export function Loading({ children, what }: { children: ReactNode; what: string }) {
  return (
    <div role="status">
      <span className="sr-only">Loading {what}</span>
      {children}
    </div>
  );
}

type EmptyProps = { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode };

export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <div className="mb-1 grid size-14 place-content-center rounded-full bg-accent-soft text-accent-ink [&_svg]:size-6.5">
        {icon}
      </div>
      <p className="font-semibold">{title}</p>
      {children && <div className="max-w-sm text-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}

type FailureProps = { message: string; requestId?: string | null; onRetry?: () => void };

export function Failure({ message, requestId, onRetry }: FailureProps) {
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-6 py-10 text-center">
      <CircleAlert className="size-7 text-bad" aria-hidden="true" />
      <p className="font-medium">{message}</p>
      {requestId && <p className="font-mono text-sm text-muted">Request {requestId}</p>}
      {onRetry && (
        <Button size="sm" className="mt-2" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
