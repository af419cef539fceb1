import { type ReactNode, useRef } from "react";
import type { DialogProps } from "./dialog-panel";
import { late, useLate, usePreload } from "./late";

// What is behind a press is not part of the first load.
const panel = late(() => import("./dialog-panel"));

export function Dialog(props: DialogProps) {
  // Once opened it stays, so that closing runs its course and the focus goes back.
  const opened = useRef(false);
  if (props.open) opened.current = true;
  usePreload(panel);
  const loaded = useLate(panel, opened.current);
  return loaded ? <loaded.DialogPanel {...props} /> : null;
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
