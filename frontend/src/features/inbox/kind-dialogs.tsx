import { useState } from "react";
import { parseNumber } from "@/lib/phone-number";
import { Check } from "@/ui/check";
import { Field, Input, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import type { More } from "./pending";

type Props = { onClose: () => void; onSend: (more: More) => void };

const lines = (text: string) => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

const pollProblem = (answers: string) =>
  lines(answers).length > 12 ? "At most 12 answers." : null;

export function PollDialog({ onClose, onSend }: Props) {
  const [multiple, setMultiple] = useState(false);
  return (
    <FormDialog
      open
      onClose={onClose}
      title="Send a poll"
      action="Send"
      start={{ question: "", answers: "" }}
      ready={({ question, answers }) =>
        question.trim() !== "" && lines(answers).length >= 2 && !pollProblem(answers)
      }
      onSubmit={async ({ question, answers }) => {
        onSend({
          type: "poll",
          poll: { question: question.trim(), answers: lines(answers), multiple },
        });
      }}
    >
      {({ of, values }) => (
        <>
          <Field label="Question">{(wiring) => <Input {...wiring} {...of("question")} />}</Field>
          <Field label="Answers" hint="2 to 12, one a line." error={pollProblem(values.answers)}>
            {(wiring) => <Textarea {...wiring} {...of("answers")} rows={4} />}
          </Field>
          <Check checked={multiple} onChange={setMultiple} label="Several answers may be chosen" />
        </>
      )}
    </FormDialog>
  );
}

const degrees = (text: string, most: number): number | null => {
  const value = Number(text.replace(",", "."));
  return text.trim() !== "" && Math.abs(value) <= most ? value : null;
};

export function PlaceDialog({ onClose, onSend }: Props) {
  return (
    <FormDialog
      open
      onClose={onClose}
      title="Send a location"
      action="Send"
      start={{ latitude: "", longitude: "", name: "", address: "" }}
      ready={({ latitude, longitude }) =>
        degrees(latitude, 90) !== null && degrees(longitude, 180) !== null
      }
      onSubmit={async ({ latitude, longitude, name, address }) => {
        onSend({
          type: "location",
          location: {
            latitude: degrees(latitude, 90) ?? 0,
            longitude: degrees(longitude, 180) ?? 0,
            name: name.trim(),
            address: address.trim(),
          },
        });
      }}
    >
      {({ of }) => (
        <>
          <div className="grid grid-cols-2 gap-4">
            <Field label="Latitude" hint="Such as 52.52">
              {(wiring) => <Input {...wiring} {...of("latitude")} inputMode="decimal" />}
            </Field>
            <Field label="Longitude" hint="Such as 13.405">
              {(wiring) => <Input {...wiring} {...of("longitude")} inputMode="decimal" />}
            </Field>
          </div>
          <Field label="Name">{(wiring) => <Input {...wiring} {...of("name")} />}</Field>
          <Field label="Address">{(wiring) => <Input {...wiring} {...of("address")} />}</Field>
        </>
      )}
    </FormDialog>
  );
}

export function CardDialog({ onClose, onSend }: Props) {
  return (
    <FormDialog
      open
      onClose={onClose}
      title="Send a contact"
      action="Send"
      start={{ name: "", phone: "" }}
      ready={({ name, phone }) => name.trim() !== "" && parseNumber(phone) !== null}
      onSubmit={async ({ name, phone }) => {
        onSend({
          type: "contact",
          contacts: [{ name: name.trim(), phones: [`+${parseNumber(phone)}`] }],
        });
      }}
    >
      {({ of }) => (
        <>
          <Field label="Name">{(wiring) => <Input {...wiring} {...of("name")} />}</Field>
          <Field label="Number" hint="With its country code.">
            {(wiring) => <Input {...wiring} {...of("phone")} type="tel" />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
