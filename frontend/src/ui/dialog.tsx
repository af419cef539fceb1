import { lazy, type ReactNode, Suspense, useRef } from "react";
import type { DialogProps } from "./dialog-panel";

// What is behind a press is not part of the first load.
const DialogPanel = lazy(() =>
  import("./dialog-panel").then((module) => ({ default: module.DialogPanel })),
);

export function Dialog(props: DialogProps) {
  // Once loaded it stays, so that closing runs its course and the focus goes back.
  const opened = useRef(false);
  if (props.open) opened.current = true;
  if (!opened.current) return null;
  return (
    <Suspense fallback={null}>
      <DialogPanel {...props} />
    </Suspense>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
