import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

export type MenuProps = { trigger: ReactNode; children: ReactNode; align?: "start" | "end" };

/** Not modal: Radix locks scrolling of modal menus by a <style> element, which the CSP refuses. */
export function MenuPanel({ trigger, children, align = "end" }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 min-w-48 rounded-xl border border-line bg-surface p-1.5 shadow-lift motion-safe:animate-[rise_100ms_ease-out]"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export const Item = DropdownMenu.Item;
export const Label = DropdownMenu.Label;
export const Separator = DropdownMenu.Separator;
