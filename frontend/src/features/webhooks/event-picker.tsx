import { describe } from "@/lib/errors";
import { Failure, Loading, Skeleton } from "@/ui/states";
import { covers, groupsOf, toggled } from "./patterns";
import { useEventTypes } from "./webhooks-data";

type Props = {
  value: readonly string[];
  onChange: (events: string[]) => void;
  error?: string | null;
};

type ChoiceProps = {
  name: string;
  text: string;
  sample?: string;
  checked: boolean;
  covered: boolean;
  onToggle: () => void;
};

function Choice({ name, text, sample, checked, covered, onToggle }: ChoiceProps) {
  return (
    <li className="px-4 py-2">
      <label className="flex min-h-9 cursor-pointer items-start gap-3">
        <input
          type="checkbox"
          checked={checked || covered}
          disabled={covered}
          onChange={onToggle}
          className="mt-1 size-4.5 shrink-0 accent-accent"
        />
        <span className="min-w-0">
          <code className="font-mono text-sm font-medium">{name}</code>
          <span className="block text-sm text-muted">{text}</span>
        </span>
      </label>
      {sample && (
        <details className="ms-7.5 text-sm">
          <summary className="min-h-6 text-muted hover:text-ink">Sample of {name}</summary>
          <pre className="mt-1 max-h-64 overflow-y-auto rounded-lg bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">
            {sample}
          </pre>
        </details>
      )}
    </li>
  );
}

/** Which kinds of events a webhook gets: one by one, by the first word, or all. */
export function EventPicker({ value, onChange, error }: Props) {
  const { types, error: failed } = useEventTypes();
  if (!types) {
    if (failed) return <Failure {...describe(failed)} />;
    return (
      <Loading what="the kinds of events">
        <Skeleton className="h-40" />
      </Loading>
    );
  }
  const choice = (name: string, text: string, sample?: string) => (
    <Choice
      key={name}
      name={name}
      text={text}
      {...(sample ? { sample } : {})}
      checked={value.includes(name)}
      covered={value.some((pattern) => pattern !== name && covers(pattern, name))}
      onToggle={() => onChange(toggled(value, name))}
    />
  );
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">Events</legend>
      <ul className="max-h-96 divide-y divide-line overflow-y-auto rounded-lg border border-control">
        {choice("*", "Every kind, also those of later versions.")}
        {groupsOf(types.map(({ type }) => type)).map((pattern) =>
          choice(pattern, `All that begins with ${pattern.slice(0, -2)}.`),
        )}
        {types.map(({ type, description, sample }) => choice(type, description, sample))}
      </ul>
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
