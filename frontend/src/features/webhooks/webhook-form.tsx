import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { CombinedError } from "urql";
import { describe, fieldError } from "@/lib/errors";
import { randomKey } from "@/lib/ids";
import { Button } from "@/ui/button";
import { Field, Input, Select, Textarea } from "@/ui/field";
import { toast } from "@/ui/toast";
import { EventPicker } from "./event-picker";
import {
  type Header,
  inputOf,
  type Problems,
  problemsOf,
  type WebhookValues,
} from "./webhook-values";

type Change = (next: Partial<WebhookValues>) => void;

function Headers({ headers, change }: { headers: readonly Header[]; change: Change }) {
  const put = (key: string, next: Partial<Header>) =>
    change({ headers: headers.map((one) => (one.key === key ? { ...one, ...next } : one)) });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-medium">Headers of your own</legend>
      {headers.map((header, index) => (
        <div key={header.key} className="flex gap-2">
          <Input
            aria-label={`Name of header ${index + 1}`}
            placeholder="Authorization"
            value={header.name}
            readOnly={header.kept}
            onChange={(event) => put(header.key, { name: event.target.value })}
          />
          <Input
            aria-label={`Value of header ${index + 1}`}
            placeholder={header.kept ? "Stays as it is" : "Bearer …"}
            autoComplete="off"
            value={header.value}
            onChange={(event) => put(header.key, { value: event.target.value })}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => change({ headers: headers.filter(({ key }) => key !== header.key) })}
          >
            <X aria-hidden="true" />
          </Button>
        </div>
      ))}
      <div>
        <Button
          size="sm"
          onClick={() =>
            change({
              headers: [...headers, { key: randomKey(), name: "", value: "", kept: false }],
            })
          }
        >
          <Plus aria-hidden="true" />
          Add a header
        </Button>
      </div>
    </fieldset>
  );
}

function Filters({ values, change }: { values: WebhookValues; change: Change }) {
  const used =
    values.chats || values.direction || values.types || values.groups || values.text
      ? true
      : undefined;
  return (
    <details open={used} className="rounded-lg border border-line px-4 py-2">
      <summary className="min-h-9 content-center font-medium">Only some messages</summary>
      <div className="grid gap-4 py-3 sm:grid-cols-2">
        <Field label="Direction">
          {(wiring) => (
            <Select
              {...wiring}
              value={values.direction}
              onChange={(event) =>
                change({ direction: event.target.value as WebhookValues["direction"] })
              }
            >
              <option value="">Both ways</option>
              <option value="incoming">Only incoming</option>
              <option value="outgoing">Only outgoing</option>
            </Select>
          )}
        </Field>
        <Field label="Groups">
          {(wiring) => (
            <Select
              {...wiring}
              value={values.groups}
              onChange={(event) =>
                change({ groups: event.target.value as WebhookValues["groups"] })
              }
            >
              <option value="">Groups and single people</option>
              <option value="only">Only groups</option>
              <option value="none">No groups</option>
            </Select>
          )}
        </Field>
        <Field label="Message types" hint="Such as text, image, location. Empty for all.">
          {(wiring) => (
            <Input
              {...wiring}
              value={values.types}
              onChange={(event) => change({ types: event.target.value })}
            />
          )}
        </Field>
        <Field label="Text contains" hint="Whatever the case.">
          {(wiring) => (
            <Input
              {...wiring}
              value={values.text}
              onChange={(event) => change({ text: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Conversations"
          hint="Numbers with country code, or ids of groups; one a line. Empty for all."
          className="sm:col-span-2"
        >
          {(wiring) => (
            <Textarea
              {...wiring}
              rows={2}
              value={values.chats}
              onChange={(event) => change({ chats: event.target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

type CheckProps = { checked: boolean; onChange: (checked: boolean) => void; label: string };

function Check({ checked, onChange, label }: CheckProps) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-2.5">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4.5 shrink-0 accent-accent"
      />
      {label}
    </label>
  );
}

type Props = {
  start: WebhookValues;
  submitLabel: string;
  onCancel: () => void;
  /** Saves; the error, if there was one. */
  onSave: (input: ReturnType<typeof inputOf>) => Promise<CombinedError | undefined>;
};

export function WebhookForm({ start, submitLabel, onCancel, onSave }: Props) {
  const [values, setValues] = useState(start);
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const change: Change = (next) => setValues((before) => ({ ...before, ...next }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = problemsOf(values);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const error = await onSave(inputOf(values));
    setBusy(false);
    if (!error) return;
    const { message } = describe(error);
    const field = fieldError(error)?.field;
    if (field === "url" || field === "events" || field === "maxAttempts") {
      setProblems({ [field]: message });
    } else toast(message, "bad");
  }

  return (
    <form onSubmit={submit} className="grid gap-5" noValidate>
      <Field
        label="Address"
        hint="Each event is posted there as JSON, signed."
        error={problems.url ?? null}
      >
        {(wiring) => (
          <Input
            {...wiring}
            type="url"
            autoComplete="off"
            placeholder="https://example.org/whatsapp"
            value={values.url}
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" hint="What it is for, such as “CRM”.">
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            value={values.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        )}
      </Field>
      <EventPicker
        value={values.events}
        onChange={(events) => change({ events })}
        error={problems.events ?? null}
      />
      <Filters values={values} change={change} />
      <Headers headers={values.headers} change={change} />
      <Field
        label="Format"
        hint={
          values.format === "legacy"
            ? "The bodies message and message_ack, and X-Webhook-Signature: the body's HMAC-SHA256 in hex. Nothing else is delivered."
            : "As the API reference shows it."
        }
        className="max-w-sm"
      >
        {(wiring) => (
          <Select
            {...wiring}
            value={values.format}
            onChange={(event) => change({ format: event.target.value as WebhookValues["format"] })}
          >
            <option value="standard">Standard</option>
            <option value="legacy">Older Node server</option>
          </Select>
        )}
      </Field>
      <div className="grid gap-1">
        <Check
          checked={values.ordered}
          onChange={(ordered) => change({ ordered })}
          label="Keep the order within a conversation (slower)"
        />
        <Check
          checked={values.isActive}
          onChange={(isActive) => change({ isActive })}
          label="Active"
        />
      </div>
      <Field
        label="Attempts"
        hint="After so many a delivery is given up; over about a day with 8."
        error={problems.maxAttempts ?? null}
        className="max-w-60"
      >
        {(wiring) => (
          <Input
            {...wiring}
            inputMode="numeric"
            className="tabular"
            value={values.maxAttempts}
            onChange={(event) => change({ maxAttempts: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          {submitLabel}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
