import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { PanelBoundary } from "@/ui/panel-boundary";
import { ChannelsPart } from "./channels-part";
import { ContactsPart } from "./contacts-part";
import { GroupsPart } from "./groups-part";
import { type PeoplePart, type PeopleView, peopleParts } from "./people-parts";

const labels: Record<PeoplePart, string> = {
  contacts: "Contacts",
  groups: "Groups",
  channels: "Channels",
};

const parts = { contacts: ContactsPart, groups: GroupsPart, channels: ChannelsPart };

export type PartProps = Omit<PeopleView, "part"> & {
  accountId: string;
  onView: (next: Partial<PeopleView>) => void;
};

function PartNav({ part }: { part: PeoplePart }) {
  return (
    <nav aria-label="Contacts & groups" className="flex flex-wrap gap-1.5">
      {peopleParts.map((name) => (
        <Link
          key={name}
          to="."
          search={{ tab: "people", part: name }}
          replace
          aria-current={name === part ? "true" : undefined}
          className={clsx(
            "inline-flex min-h-11 items-center rounded-full border px-3.5 text-sm font-medium sm:min-h-9",
            name === part
              ? "border-accent bg-accent-soft text-accent-ink"
              : "border-line bg-surface text-muted hover:text-ink",
          )}
        >
          {labels[name]}
        </Link>
      ))}
    </nav>
  );
}

/** Whom an account knows: people, groups and channels. */
export function PeoplePanel({ part, ...rest }: PartProps & { part: PeoplePart }) {
  const Part = parts[part];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <PartNav part={part} />
      <PanelBoundary key={part} name={labels[part]}>
        <Part {...rest} />
      </PanelBoundary>
    </div>
  );
}
