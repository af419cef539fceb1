import { type FormEvent, useState } from "react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Check } from "@/ui/check";
import { CopyField } from "@/ui/copy";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input, Textarea } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { toast } from "@/ui/toast";

import { fieldErrors } from "./field-errors";
import {
  blankTool,
  schemaProblem,
  type Tool,
  type ToolProblems,
  type ToolValues,
  template,
  tidyJson,
  toolInputOf,
  toolProblems,
  toolValuesOf,
} from "./tool-values";
import { useSaveTool } from "./tools-data";

type FormProps = {
  accountId: string;
  tool: Tool | null;
  onCancel: () => void;
  onSaved: (secret: string | null) => void;
};

function Form({ accountId, tool, onCancel, onSaved }: FormProps) {
  const [values, setValues] = useState(() => (tool ? toolValuesOf(tool) : blankTool));
  const [problems, setProblems] = useState<ToolProblems>({});
  const [saving, save] = useSaveTool();
  const change = (next: Partial<ToolValues>) => setValues((before) => ({ ...before, ...next }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = toolProblems(values);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const input = toolInputOf(accountId, tool?.id ?? null, values);
    const { data, error } = await save({ input });
    if (error) {
      const bad = fieldErrors(error);
      setProblems(bad);
      if (!Object.keys(bad).some((name) => name in values)) toast(describe(error).message, "bad");
      return;
    }
    onSaved(data?.saveAiTool.secret ?? null);
  }

  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4" noValidate>
      <Field label="Name" hint="Such as order_status." error={problems.name ?? null}>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            className="font-mono text-sm"
            value={values.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="When to call it"
        hint="For the model, in plain words."
        error={problems.description ?? null}
      >
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={2}
            placeholder="Looks up where an order is. Call it when the contact asks about a delivery."
            value={values.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Address"
        hint="It gets a POST with the arguments as JSON, signed like a webhook."
        error={problems.url ?? null}
      >
        {(wiring) => (
          <Input
            {...wiring}
            type="url"
            autoComplete="off"
            placeholder="https://example.org/order-status"
            value={values.url}
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
        <Field
          label="Arguments"
          hint="A JSON Schema of an object."
          error={problems.parameters ?? schemaProblem(values.parameters)}
        >
          {(wiring) => (
            <Textarea
              {...wiring}
              rows={9}
              spellCheck={false}
              className="font-mono text-sm"
              value={values.parameters}
              onChange={(event) => {
                change({ parameters: event.target.value });
                setProblems(({ parameters: _, ...others }) => others);
              }}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button
            size="sm"
            variant="ghost"
            onClick={() => change({ parameters: tidyJson(values.parameters) })}
          >
            Tidy up
          </Button>
          <Button size="sm" variant="ghost" onClick={() => change({ parameters: template })}>
            Start from an example
          </Button>
        </div>
      </div>
      <Field
        label="Signing secret"
        hint={
          tool
            ? "Empty: it keeps the one it has."
            : "Empty: it gets one, shown once when it is added."
        }
        error={problems.secret ?? null}
      >
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            placeholder="whsec_…"
            className="font-mono text-sm"
            value={values.secret}
            onChange={(event) => change({ secret: event.target.value })}
          />
        )}
      </Field>
      <Check
        checked={values.isActive}
        onChange={(isActive) => change({ isActive })}
        label="The model may call it"
      />
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={saving.fetching}>
          {tool ? "Save the tool" : "Add the tool"}
        </Button>
      </DialogActions>
    </form>
  );
}

type Props = {
  accountId: string;
  /** The tool to change, null for a new one; undefined is closed. */
  tool: Tool | null | undefined;
  onClose: () => void;
};

export function ToolDialog({ accountId, tool, onClose }: Props) {
  const [secret, setSecret] = useState<string | null>(null);

  function close() {
    setSecret(null);
    onClose();
  }

  return (
    <Dialog
      shape="sheet"
      open={tool !== undefined}
      onOpenChange={(open) => !open && close()}
      title={secret ? "The tool is there" : tool ? "Change the tool" : "Add a tool"}
    >
      {secret ? (
        <div className="grid gap-3">
          <Notice tone="warn" title="Copy the secret now: it is shown this once.">
            With it the receiver checks the header{" "}
            <code className="font-mono">webhook-signature</code>, as Standard Webhooks says.
          </Notice>
          <CopyField text={secret} what="signing secret" />
          <DialogActions>
            <Button variant="primary" onClick={close}>
              Done
            </Button>
          </DialogActions>
        </div>
      ) : (
        tool !== undefined && (
          <Form
            accountId={accountId}
            tool={tool}
            onCancel={close}
            onSaved={(fresh) => {
              toast(tool ? "The tool is saved." : "The tool is added.");
              if (fresh) setSecret(fresh);
              else close();
            }}
          />
        )
      )}
    </Dialog>
  );
}
