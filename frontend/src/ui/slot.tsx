import { clsx } from "clsx";
import { cloneElement, type HTMLAttributes, isValidElement, type ReactNode } from "react";

type Props = HTMLAttributes<HTMLElement> & { children: ReactNode };

/** Gives its looks and handlers to its only child, such as a link that shall look like a button. */
export function Slot({ children, className, ...props }: Props) {
  if (!isValidElement<{ className?: string }>(children)) return null;
  return cloneElement(children, {
    ...props,
    ...children.props,
    className: clsx(className, children.props.className),
  });
}
