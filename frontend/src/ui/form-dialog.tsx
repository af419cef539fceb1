import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";

type Values = Record<string, string>;
type Name<V> = keyof V & string;

/** What is wrong, and with which field. */
export type Problem<V> = { field: Name<V>; message: string };

type Changed = { target: { value: string } };

export type Form<V> = {
  values: V;
  /** What ties a control to its field. */
  of: (name: Name<V>) => { value: string; onChange: (event: Changed) => void };
  error: (name: Name<V>) => string | null;
};

type Props<V> = {
  title: string;
  description?: ReactNode;
  /** What the button does, such as "Send". */
  action: string;
  cancel?: string;
  danger?: boolean;
  open: boolean;
  onClose: () => void;
  start: V;
  /** Empty again whenever it is closed; otherwise what is half written stays until it is sent. */
  forgetful?: boolean;
  /** What was sent stays, to be sent once more. */
  keeps?: boolean;
  ready?: (values: V) => boolean;
  /** Does it, and answers what went wrong. */
  onSubmit: (values: V) => Promise<Problem<V> | undefined>;
  children: (form: Form<V>) => ReactNode;
};

/** A dialog that asks for a few texts and does one thing with them. */
export function FormDialog<V extends Values>(props: Props<V>) {
  const { title, description, action, cancel = "Cancel", danger, open, onClose, start } = props;
  const { forgetful, keeps, ready = () => true, onSubmit, children } = props;
  const [values, setValues] = useState(start);
  const [problem, setProblem] = useState<Problem<V>>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !ready(values)) return;
    setBusy(true);
    const wrong = await onSubmit(values).finally(() => setBusy(false));
    setProblem(wrong);
    if (!wrong && !keeps) setValues(start);
  }

  function close() {
    if (forgetful) setValues(start);
    setProblem(undefined);
    onClose();
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={title}
      description={description}
    >
      <form onSubmit={submit} className="grid gap-4" noValidate>
        {children({
          values,
          of: (name) => ({
            value: values[name] ?? "",
            onChange: ({ target }) => setValues((all) => ({ ...all, [name]: target.value })),
          }),
          error: (name) => (problem?.field === name ? problem.message : null),
        })}
        <DialogActions>
          <Button onClick={close}>{cancel}</Button>
          <Button
            type="submit"
            variant={danger ? "danger" : "primary"}
            busy={busy}
            disabled={!ready(values)}
          >
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
