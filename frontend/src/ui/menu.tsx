import { clsx } from "clsx";
import { type ComponentProps, lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import type { MenuProps } from "./menu-panel";
import { Slot } from "./slot";

const load = () => import("./menu-panel");
// What is behind a press is not part of the first load.
const MenuPanel = lazy(() => load().then((module) => ({ default: module.MenuPanel })));
const Item = lazy(() => load().then((module) => ({ default: module.Item })));
const Label = lazy(() => load().then((module) => ({ default: module.Label })));
const Separator = lazy(() => load().then((module) => ({ default: module.Separator })));

// Long enough for the page to be there first.
const quietMoment = 1500;

/** A button with a menu, which is loaded once the page stands. */
export function Menu(props: MenuProps) {
  const [pressed, setPressed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(load, quietMoment);
    return () => clearTimeout(timer);
  }, []);
  const trigger = (
    <Slot
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={load}
      onFocus={load}
      onClick={() => setPressed(true)}
    >
      {props.trigger}
    </Slot>
  );
  if (!pressed) return trigger;
  return (
    <Suspense fallback={props.trigger}>
      <MenuPanel {...props} />
    </Suspense>
  );
}

const itemStyle =
  "flex min-h-11 items-center gap-2.5 rounded-lg px-3 text-[0.9375rem] outline-none data-highlighted:bg-hover sm:min-h-10 [&_svg]:size-4.5 [&_svg]:shrink-0";

type ItemProps = ComponentProps<typeof Item> & { danger?: boolean };

export function MenuItem({ danger, className, ...props }: ItemProps) {
  return <Item className={clsx(itemStyle, danger && "text-bad", className)} {...props} />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Label className="px-3 py-1.5 text-sm text-muted">{children}</Label>;
}

export function MenuSeparator() {
  return <Separator className="my-1.5 h-px bg-line" />;
}
