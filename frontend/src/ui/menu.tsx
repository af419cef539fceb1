import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useState } from "react";
import { late, useLate, usePreload } from "./late";
import type { Item, MenuProps } from "./menu-panel";
import { Slot } from "./slot";

// What is behind a press is not part of the first load.
const panel = late(() => import("./menu-panel"));

/** A button with a menu. */
export function Menu(props: MenuProps) {
  const [pressed, setPressed] = useState(false);
  usePreload(panel);
  const loaded = useLate(panel, pressed);
  if (loaded) return <loaded.MenuPanel {...props} />;
  return (
    <Slot
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={panel.load}
      onFocus={panel.load}
      onClick={() => setPressed(true)}
    >
      {props.trigger}
    </Slot>
  );
}

const itemStyle =
  "flex min-h-11 items-center gap-2.5 rounded-lg px-3 text-[0.9375rem] outline-none data-highlighted:bg-hover sm:min-h-10 [&_svg]:size-4.5 [&_svg]:shrink-0";

type ItemProps = ComponentProps<typeof Item> & { danger?: boolean };

// These stand inside an open menu only, so the panel is there.

export function MenuItem({ danger, className, ...props }: ItemProps) {
  const loaded = panel.get();
  if (!loaded) return null;
  return <loaded.Item className={clsx(itemStyle, danger && "text-bad", className)} {...props} />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  const loaded = panel.get();
  if (!loaded) return null;
  return <loaded.Label className="px-3 py-1.5 text-sm text-muted">{children}</loaded.Label>;
}

export function MenuSeparator() {
  const loaded = panel.get();
  if (!loaded) return null;
  return <loaded.Separator className="my-1.5 h-px bg-line" />;
}
