import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { Slot } from "./slot";

export const buttonStyle = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium transition-colors duration-100 disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4.5 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent hover:bg-accent-hover",
        secondary: "border border-control/55 bg-surface text-ink hover:bg-hover",
        ghost: "text-ink hover:bg-hover",
        danger: "border border-bad/60 bg-surface text-bad hover:bg-bad-soft",
      },
      size: {
        md: "min-h-11 px-4 text-[0.9375rem]",
        sm: "min-h-11 px-3 text-sm sm:min-h-9",
        icon: "size-11",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type Props = ComponentProps<"button"> &
  VariantProps<typeof buttonStyle> & {
    /** Shows that it works on it, and takes no second press meanwhile. */
    busy?: boolean;
    asChild?: boolean;
  };

export function Button({ variant, size, busy, asChild, className, children, ...props }: Props) {
  const style = buttonStyle({ variant, size, className });
  if (asChild) {
    return (
      <Slot className={style} {...props}>
        {children}
      </Slot>
    );
  }
  return (
    <button
      type="button"
      className={style}
      {...props}
      disabled={props.disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy && <LoaderCircle className="animate-spin" aria-hidden="true" />}
      {children}
    </button>
  );
}
