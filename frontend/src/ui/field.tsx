import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

export const inputStyle =
  "block w-full min-h-11 rounded-lg border border-control bg-surface px-3 text-ink placeholder:text-muted aria-invalid:border-bad disabled:opacity-60";

type Wiring = { id: string; "aria-invalid"?: true; "aria-describedby"?: string };

type Props = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  className?: string;
  children: (wiring: Wiring) => ReactNode;
};

/** A label, a control, and below it a hint or what is wrong, tied together for screen readers. */
export function Field({ label, hint, error, className, children }: Props) {
  const id = useId();
  const wiring: Wiring = { id };
  if (error) wiring["aria-invalid"] = true;
  if (error || hint) wiring["aria-describedby"] = `${id}-note`;
  return (
    <div className={clsx("grid gap-1.5", className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children(wiring)}
      {error ? (
        <p id={`${id}-note`} className="flex items-start gap-1.5 text-sm text-bad" role="alert">
          <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-note`} className="text-sm text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={clsx(inputStyle, className)} {...props} />;
}

export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select className={clsx(inputStyle, "pe-8 text-ellipsis", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea dir="auto" className={clsx(inputStyle, "py-2.5", className)} {...props} />;
}
