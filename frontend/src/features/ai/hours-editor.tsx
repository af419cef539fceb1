import { Copy, Plus, X } from "lucide-react";
import { useId } from "react";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import type { Hours } from "./ai-values";
import { type FormProps, Lines } from "./controls";
import {
  dayHours,
  dayNames,
  fromInput,
  hoursWords,
  likeDay,
  overNight,
  toInput,
  week,
  workWeek,
} from "./hours";

const timeZones = Intl.supportedValuesOf("timeZone");

// On a phone a press anywhere opens the clock; its sign would take the place of the minutes.
const timeStyle =
  "min-w-0 max-w-36 flex-1 px-2! max-sm:[&::-webkit-calendar-picker-indicator]:hidden";

type DayProps = {
  day: number;
  hours: readonly Hours[];
  problems: readonly (string | undefined)[];
  onChange: (hours: Hours[]) => void;
};

function Day({ day, hours, problems, onChange }: DayProps) {
  const name = dayNames[day] ?? "";
  const own = hours.filter((one) => one.day === day);
  const put = (key: string, next: Partial<Hours>) =>
    onChange(hours.map((one) => (one.key === key ? { ...one, ...next } : one)));
  const wrong = hours.findIndex((one, i) => one.day === day && problems[i] !== undefined);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 py-2 sm:grid-cols-[7rem_minmax(0,1fr)_auto] sm:items-start">
      <p className="font-medium sm:min-h-11 sm:content-center">{name}</p>
      <div className="col-span-2 row-start-2 grid grid-cols-[minmax(0,1fr)] gap-2 sm:col-span-1 sm:row-start-auto">
        {own.length === 0 && <p className="text-muted sm:min-h-11 sm:content-center">Closed</p>}
        {own.map((one, index) => (
          <div key={one.key} className="flex flex-wrap items-center gap-1.5">
            <Input
              type="time"
              aria-label={`${name}, from, ${index + 1}`}
              className={timeStyle}
              value={one.from}
              onChange={(event) => put(one.key, { from: event.target.value })}
            />
            <span aria-hidden="true">–</span>
            <Input
              type="time"
              aria-label={`${name}, to, ${index + 1}`}
              className={timeStyle}
              value={toInput(one.to)}
              onChange={(event) => put(one.key, { to: fromInput(event.target.value) })}
            />
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove ${name}, ${one.from} to ${one.to}`}
              onClick={() => onChange(hours.filter(({ key }) => key !== one.key))}
            >
              <X aria-hidden="true" />
            </Button>
            {overNight(one) && <span className="text-sm text-muted">until the next day</span>}
          </div>
        ))}
        {wrong >= 0 && (
          <p role="alert" className="text-sm text-bad">
            {problems[wrong]}
          </p>
        )}
      </div>
      <div className="col-start-2 row-start-1 flex gap-1 sm:col-start-auto sm:row-start-auto">
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Add hours on ${name}`}
          title="Add hours"
          onClick={() => onChange([...hours, dayHours(day)])}
        >
          <Plus aria-hidden="true" />
        </Button>
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Use the hours of ${name} on all days`}
          title="Use on all days"
          disabled={own.length === 0}
          onClick={() => onChange(likeDay(hours, day))}
        >
          <Copy aria-hidden="true" />
        </Button>
      </div>
    </li>
  );
}

/** When answers are given, day by day. */
export function HoursEditor(form: FormProps) {
  const { values, change, problems } = form;
  const zones = useId();
  const { hours } = values;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Field
        label="Time zone"
        hint="Of the hours, and of dates in the prompt. Hours such as 22:00 to 06:00 go on into the next day."
        error={problems.timeZone ?? null}
        className="sm:max-w-72"
      >
        {(wiring) => (
          <>
            <Input
              {...wiring}
              list={zones}
              autoComplete="off"
              value={values.timeZone}
              onChange={(event) => change({ timeZone: event.target.value })}
            />
            <datalist id={zones}>
              {timeZones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </datalist>
          </>
        )}
      </Field>
      {hours.length === 0 ? (
        <div className="flex flex-wrap items-center gap-3">
          <p className="text-muted">Answers are given at all hours.</p>
          <Button size="sm" onClick={() => change({ hours: workWeek() })}>
            Set hours
          </Button>
        </div>
      ) : (
        <>
          <ul className="divide-y divide-line">
            {week.map((day) => (
              <Day
                key={day}
                day={day}
                hours={hours}
                problems={hours.map((_, i) => problems[`hours[${i}]`])}
                onChange={(next) => change({ hours: next })}
              />
            ))}
          </ul>
          <div className="flex flex-wrap items-center gap-3">
            <p className="text-sm text-muted tabular">{hoursWords(hours)}</p>
            <Button size="sm" variant="ghost" onClick={() => change({ hours: [] })}>
              Answer at all hours
            </Button>
          </div>
          <Lines
            {...form}
            name="outOfHoursText"
            label="What a contact is told outside the hours"
            hint="Once until they begin again. Empty is silence."
            placeholder="We are closed now and answer tomorrow from nine."
          />
        </>
      )}
      {problems.hours && (
        <p role="alert" className="text-sm text-bad">
          {problems.hours}
        </p>
      )}
    </div>
  );
}
