import { Plus, X } from "lucide-react";
import type { AiProvider } from "@/gql/graphql";
import { Button } from "@/ui/button";
import { Field, Input, Select } from "@/ui/field";
import { addPrice, type Price } from "./ai-values";
import type { FormProps } from "./controls";
import { providerNames, providers } from "./words";

const most = 50;

type RowProps = {
  price: Price;
  index: number;
  problems: FormProps["problems"];
  onChange: (next: Partial<Price>) => void;
  onRemove: () => void;
};

function Row({ price, index, problems, onChange, onRemove }: RowProps) {
  const name = `price ${index + 1}`;
  const problem = (field: string) => problems[`prices[${index}].${field}`] ?? null;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 rounded-lg border border-line p-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={`Model of ${name}`} error={problem("model")} className="content-start">
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-sm"
              value={price.model}
              onChange={(event) => onChange({ model: event.target.value })}
            />
          )}
        </Field>
        <Field label={`Provider of ${name}`} className="content-start">
          {(wiring) => (
            <Select
              {...wiring}
              value={price.provider}
              onChange={(event) => onChange({ provider: event.target.value as AiProvider | "" })}
            >
              <option value="">Any</option>
              {providerNames.map((one) => (
                <option key={one} value={one}>
                  {providers[one].name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {(["inPerMillion", "outPerMillion"] as const).map((field) => (
          <Field
            key={field}
            label={`$ a million tokens ${field === "inPerMillion" ? "in" : "out"}, ${name}`}
            error={problem(field)}
            className="content-start"
          >
            {(wiring) => (
              <Input
                {...wiring}
                inputMode="decimal"
                autoComplete="off"
                className="tabular"
                value={price[field]}
                onChange={(event) => onChange({ [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <Button variant="ghost" size="icon" aria-label={`Remove ${name}`} onClick={onRemove}>
        <X aria-hidden="true" />
      </Button>
    </li>
  );
}

/** What models cost, where nobody else tells. */
export function Prices({ values, change, problems }: FormProps) {
  const { prices } = values;
  const put = (key: string, next: Partial<Price>) =>
    change({ prices: prices.map((one) => (one.key === key ? { ...one, ...next } : one)) });
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <legend className="mb-1.5 text-sm font-medium">Prices</legend>
      <p className="text-sm text-muted">
        For the cost in the log. Prices of usual models are known; write down those of others, or
        your own, which go first.
      </p>
      {prices.length > 0 && (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {prices.map((price, index) => (
            <Row
              key={price.key}
              price={price}
              index={index}
              problems={problems}
              onChange={(next) => put(price.key, next)}
              onRemove={() => change({ prices: prices.filter(({ key }) => key !== price.key) })}
            />
          ))}
        </ul>
      )}
      {problems.prices && (
        <p role="alert" className="text-sm text-bad">
          {problems.prices}
        </p>
      )}
      <div>
        <Button
          size="sm"
          disabled={prices.length >= most}
          onClick={() => change({ prices: addPrice(prices, values) })}
        >
          <Plus aria-hidden="true" />
          Add a price
        </Button>
      </div>
    </fieldset>
  );
}
