import type { ReactNode } from "react";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  description: ReactNode;
  /** What the button does, as a verb with its object. */
  confirm: string;
  keep?: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
};

/** A question before something that cannot be taken back. */
export function Confirm(props: Props) {
  const { open, onClose, title, description, confirm, keep = "Cancel", danger, busy } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={title}
      description={description}
    >
      {props.children}
      <DialogActions>
        <Button onClick={onClose}>{keep}</Button>
        <Button
          variant={danger ? "danger" : "primary"}
          busy={busy ?? false}
          onClick={props.onConfirm}
        >
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
