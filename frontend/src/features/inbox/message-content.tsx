import { Link } from "@tanstack/react-router";
import { Ban, Eye, Forward, MapPin, Phone, User, Users } from "lucide-react";
import type { ThreadMessageFragment } from "@/gql/graphql";
import { duration } from "@/lib/format";
import { formatNumber } from "@/lib/phone-number";
import { callWords, groupWords, kindWord, personName } from "./kinds";
import { jumpAgain } from "./place";

type Props = { message: ThreadMessageFragment };
type Content = ThreadMessageFragment["content"];

export function Quoted({ quoted }: { quoted: NonNullable<Content["quoted"]> }) {
  const body = (
    <>
      <span className="block text-sm font-medium text-accent-ink">{personName(quoted.author)}</span>
      <span dir="auto" className="line-clamp-2 text-sm">
        {quoted.text || kindWord(quoted.type)}
      </span>
    </>
  );
  const style = "mb-1 block rounded-lg border-s-4 border-accent bg-ink/5 px-2.5 py-1.5";
  if (!quoted.id) return <div className={style}>{body}</div>;
  return (
    <Link
      to="."
      search={(search) => ({ ...search, message: quoted.id ?? undefined })}
      resetScroll={false}
      onClick={jumpAgain}
      className={style}
    >
      <span className="sr-only">Answers: </span>
      {body}
    </Link>
  );
}

function Place({ place }: { place: NonNullable<Content["location"]> }) {
  const at = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  return (
    <a
      href={`https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=16/${place.latitude}/${place.longitude}`}
      target="_blank"
      rel="noreferrer"
      className="flex min-h-11 items-center gap-3 rounded-lg bg-ink/5 px-3 py-2 hover:underline"
    >
      <MapPin className="size-6 shrink-0" aria-hidden="true" />
      <span className="min-w-0">
        <span className="block font-medium">
          {place.name || (place.live ? "Live location" : "Location")}
        </span>
        <span className="block text-sm text-muted tabular">{place.address || at}</span>
      </span>
    </a>
  );
}

function Cards({ contacts }: { contacts: Content["contacts"] }) {
  return (
    <ul className="grid gap-1">
      {contacts.map((card) => (
        <li
          key={`${card.name} ${card.phones.join()}`}
          className="flex min-h-11 items-center gap-3 rounded-lg bg-ink/5 px-3 py-2"
        >
          <User className="size-6 shrink-0" aria-hidden="true" />
          <span className="min-w-0">
            <span className="block font-medium">{card.name || "Contact"}</span>
            {card.organization && <span className="block text-sm">{card.organization}</span>}
            <span className="block text-sm text-muted tabular">
              {card.phones.map((phone) => formatNumber(phone.replace(/\D/g, ""))).join(", ")}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function PollPart({ message }: Props) {
  const { poll } = message.content;
  if (!poll) return null;
  const votes = new Map(message.tally.map(({ answer, votes }) => [answer, votes]));
  const most = Math.max(1, ...votes.values());
  const all = [...votes.values()].reduce((sum, count) => sum + count, 0);
  return (
    <div className="grid w-72 max-w-full gap-2">
      <p dir="auto" className="font-medium">
        {poll.question}
      </p>
      <ul className="grid gap-2">
        {poll.answers.map((answer) => (
          <li key={answer}>
            <span className="flex justify-between gap-3">
              <span>{answer}</span>
              <span className="tabular">
                {votes.get(answer) ?? 0}
                <span className="sr-only"> votes</span>
              </span>
            </span>
            <progress
              aria-hidden="true"
              value={votes.get(answer) ?? 0}
              max={most}
              className="block h-1.5 w-full"
            />
          </li>
        ))}
      </ul>
      <p className="text-sm text-muted">
        {all === 1 ? "1 vote" : `${all} votes`} ·{" "}
        {poll.multiple ? "several answers allowed" : "one answer each"}
      </p>
    </div>
  );
}

function Options({ options }: { options: NonNullable<Content["options"]> }) {
  return (
    <div className="mt-1 grid gap-1">
      {options.header && <p className="font-medium">{options.header}</p>}
      <ol className="grid gap-1">
        {options.items.map((item, index) => (
          <li key={item.id} className="rounded-lg bg-ink/5 px-3 py-1.5">
            <span className="font-medium">
              {index + 1}. {item.title}
            </span>
            {item.description && (
              <span className="block text-sm text-muted">{item.description}</span>
            )}
          </li>
        ))}
      </ol>
      {options.footer && <p className="text-sm text-muted">{options.footer}</p>}
      {options.answeredAt && <p className="text-sm text-muted">Answered.</p>}
    </div>
  );
}

/** A recording's loudness over its length; beside it stands how long it is. */
function Waveform({ recording }: { recording: NonNullable<Content["recording"]> }) {
  const { seconds, waveform } = recording;
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      {waveform && (
        <svg aria-hidden="true" viewBox={`0 0 ${waveform.length * 3} 24`} className="h-6 w-40">
          {waveform.map((loud, index) => {
            const height = Math.max(2, (loud / 100) * 24);
            return (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
                key={index}
                x={index * 3}
                y={(24 - height) / 2}
                width="2"
                height={height}
                className="fill-muted"
              />
            );
          })}
        </svg>
      )}
      <span className="tabular">{duration(seconds)}</span>
    </p>
  );
}

const hint = "flex items-center gap-1.5 text-sm text-muted italic [&_svg]:size-4 [&_svg]:shrink-0";

/** What stands above a message's text: where it comes from and what it answers. */
export function ContentAbove({ message }: Props) {
  const { content } = message;
  return (
    <>
      {content.forwarded && (
        <p className={hint}>
          <Forward aria-hidden="true" />
          Forwarded
        </p>
      )}
      {content.viewOnce && (
        <p className={hint}>
          <Eye aria-hidden="true" />
          For one look on the phone
        </p>
      )}
      {content.quoted && <Quoted quoted={content.quoted} />}
    </>
  );
}

/** What a message has besides its text and file; whether there is anything, see `hasContent`. */
export function ContentBody({ message }: Props) {
  const { content } = message;
  return (
    <>
      {content.recording && <Waveform recording={content.recording} />}
      {content.location && <Place place={content.location} />}
      {content.contacts.length > 0 && <Cards contacts={content.contacts} />}
      <PollPart message={message} />
      {content.options && <Options options={content.options} />}
      {content.call && (
        <p className="flex items-center gap-2">
          <Phone className="size-4.5" aria-hidden="true" />
          {callWords(content.call)}
        </p>
      )}
      {content.linkPreview && (
        <a
          href={content.linkPreview.url}
          target="_blank"
          rel="noreferrer"
          className="mt-1 block rounded-lg bg-ink/5 px-3 py-2 hover:underline"
        >
          <span className="line-clamp-2 font-medium">{content.linkPreview.title}</span>
          <span className="line-clamp-2 text-sm text-muted">{content.linkPreview.description}</span>
        </a>
      )}
      {message.type === "waiting" && (
        <p className={hint}>Waiting for this message. Its sender's phone was asked for it again.</p>
      )}
    </>
  );
}

/** Whether something of the message is shown besides its text and file. */
export function hasContent({ type, content }: ThreadMessageFragment): boolean {
  return Boolean(
    type === "waiting" ||
      content.location ||
      content.contacts.length > 0 ||
      content.poll ||
      content.options ||
      content.call,
  );
}

/** A line between the bubbles: what became of the group. */
export function GroupLine({ change }: { change: NonNullable<Content["groupChange"]> }) {
  return (
    <p className="flex items-center gap-1.5 text-center text-sm text-muted">
      <Users className="size-4 shrink-0" aria-hidden="true" />
      {groupWords(change)}
    </p>
  );
}

/** A deleted message says so; what it said stays on the server and is shown on request. */
export function DeletedNote({ message }: Props) {
  return (
    <details>
      <summary className={hint}>
        <Ban aria-hidden="true" />
        Deleted for everyone
      </summary>
      {message.text && <p className="mt-1 whitespace-pre-wrap text-muted">{message.text}</p>}
    </details>
  );
}
