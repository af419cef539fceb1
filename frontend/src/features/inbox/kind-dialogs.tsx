import { type FormEvent, useState } from "react";
import { parseNumber } from "@/lib/phone-number";
import { Button } from "@/ui/button";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Input, Textarea } from "@/ui/field";
import type { More } from "./pending";

type Props = { onClose: () => void; onSend: (more: More) => void };

type FrameProps = {
  title: string;
  ready: boolean;
  onClose: () => void;
  onSubmit: () => void;
  children: React.ReactNode;
};

function Frame({ title, ready, onClose, onSubmit, children }: FrameProps) {
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) onSubmit();
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <form onSubmit={submit} className="grid gap-4" noValidate>
        {children}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!ready}>
            Send
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const lines = (text: string) => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

export function PollDialog({ onClose, onSend }: Props) {
  const [question, setQuestion] = useState("");
  const [answers, setAnswers] = useState("");
  const [multiple, setMultiple] = useState(false);
  const list = lines(answers);
  const problem = list.length > 12 ? "At most 12 answers." : null;
  return (
    <Frame
      title="Send a poll"
      ready={question.trim() !== "" && list.length >= 2 && !problem}
      onClose={onClose}
      onSubmit={() =>
        onSend({ type: "poll", poll: { question: question.trim(), answers: list, multiple } })
      }
    >
      <Field label="Question">
        {(wiring) => (
          <Input
            {...wiring}
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
          />
        )}
      </Field>
      <Field label="Answers" hint="2 to 12, one a line." error={problem}>
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={4}
            value={answers}
            onChange={(event) => setAnswers(event.target.value)}
          />
        )}
      </Field>
      <label className="flex min-h-11 cursor-pointer items-center gap-2.5">
        <input
          type="checkbox"
          checked={multiple}
          onChange={(event) => setMultiple(event.target.checked)}
          className="size-4.5 accent-accent"
        />
        Several answers may be chosen
      </label>
    </Frame>
  );
}

const degrees = (text: string, most: number): number | null => {
  const value = Number(text.replace(",", "."));
  return text.trim() !== "" && Math.abs(value) <= most ? value : null;
};

export function PlaceDialog({ onClose, onSend }: Props) {
  const [latitude, setLatitude] = useState("");
  const [longitude, setLongitude] = useState("");
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const north = degrees(latitude, 90);
  const east = degrees(longitude, 180);
  return (
    <Frame
      title="Send a location"
      ready={north !== null && east !== null}
      onClose={onClose}
      onSubmit={() =>
        onSend({
          type: "location",
          location: {
            latitude: north ?? 0,
            longitude: east ?? 0,
            name: name.trim(),
            address: address.trim(),
          },
        })
      }
    >
      <div className="grid grid-cols-2 gap-4">
        <Field label="Latitude" hint="Such as 52.52">
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="decimal"
              value={latitude}
              onChange={(event) => setLatitude(event.target.value)}
            />
          )}
        </Field>
        <Field label="Longitude" hint="Such as 13.405">
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="decimal"
              value={longitude}
              onChange={(event) => setLongitude(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Field label="Name">
        {(wiring) => (
          <Input {...wiring} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Address">
        {(wiring) => (
          <Input {...wiring} value={address} onChange={(event) => setAddress(event.target.value)} />
        )}
      </Field>
    </Frame>
  );
}

export function CardDialog({ onClose, onSend }: Props) {
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const digits = parseNumber(phone);
  return (
    <Frame
      title="Send a contact"
      ready={name.trim() !== "" && digits !== null}
      onClose={onClose}
      onSubmit={() =>
        onSend({ type: "contact", contacts: [{ name: name.trim(), phones: [`+${digits}`] }] })
      }
    >
      <Field label="Name">
        {(wiring) => (
          <Input {...wiring} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Number" hint="With its country code.">
        {(wiring) => (
          <Input
            {...wiring}
            type="tel"
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
          />
        )}
      </Field>
    </Frame>
  );
}
