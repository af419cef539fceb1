import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** `sheet` comes from the side and fills a phone's screen. */
  shape?: "dialog" | "sheet";
  /** Cannot be closed but by what is inside. */
  locked?: boolean;
};

const shapes = {
  dialog:
    "inset-x-3 top-[max(1rem,10dvh)] mx-auto max-h-[80dvh] max-w-lg rounded-2xl motion-safe:animate-[rise_120ms_ease-out]",
  sheet: "inset-y-0 end-0 w-full max-w-md border-s border-line sm:rounded-s-2xl",
};

export function DialogPanel(props: DialogProps) {
  const { open, onOpenChange, title, description, children, shape = "dialog", locked } = props;
  const keep = (event: Event) => locked && event.preventDefault();
  // A notification lies above the dialog: who presses its button, after which it may be gone,
  // does not mean to close.
  const keepForNotice = (event: Event) => {
    const target = event.target as Element;
    if (locked || !target.isConnected || target.closest("[aria-live]")) event.preventDefault();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        {/* Radix's own overlay brings a <style> element, which the CSP refuses. */}
        <div className="fixed inset-0 z-40 bg-black/50" aria-hidden="true" />
        <Radix.Content
          aria-modal="true"
          className={clsx(
            "fixed z-50 overflow-y-auto bg-surface p-5 shadow-lift focus:outline-none",
            shapes[shape],
          )}
          onEscapeKeyDown={keep}
          onPointerDownOutside={keepForNotice}
          onInteractOutside={keepForNotice}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className="flex items-start justify-between gap-3">
            <div className="min-w-0">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-1 text-muted">{description}</Radix.Description>
              )}
            </div>
            {!locked && (
              <Radix.Close asChild>
                <Button variant="ghost" size="icon" className="-me-2 -mt-2" aria-label="Close">
                  <X aria-hidden="true" />
                </Button>
              </Radix.Close>
            )}
          </div>
          <div className="mt-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
