import { BarChart3, CalendarClock, MapPin, Paperclip, Plus, User } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import type { More } from "./pending";
import type { Schedule } from "./schedule";

const ScheduleDialog = lazy(() =>
  import("./schedule-dialog").then((module) => ({ default: module.ScheduleDialog })),
);
const PollDialog = lazy(() =>
  import("./kind-dialogs").then((module) => ({ default: module.PollDialog })),
);
const PlaceDialog = lazy(() =>
  import("./kind-dialogs").then((module) => ({ default: module.PlaceDialog })),
);
const CardDialog = lazy(() =>
  import("./kind-dialogs").then((module) => ({ default: module.CardDialog })),
);

type Props = {
  accountId: string;
  to: string;
  text: string;
  onAttach: () => void;
  onSchedule: (schedule: Schedule | null) => void;
  onSend: (more: More) => void;
};

/** What else than a text can be sent, and when. */
export function ComposerMenu({ accountId, to, text, onAttach, onSchedule, onSend }: Props) {
  const [open, setOpen] = useState<"schedule" | "poll" | "place" | "card" | null>(null);
  const close = () => setOpen(null);
  const send = (more: More) => {
    onSend(more);
    close();
  };
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button variant="ghost" size="icon" aria-label="Add to the message">
            <Plus aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem onSelect={onAttach}>
          <Paperclip aria-hidden="true" />
          Attach a file
        </MenuItem>
        <MenuItem onSelect={() => setOpen("schedule")}>
          <CalendarClock aria-hidden="true" />
          Schedule …
        </MenuItem>
        <MenuItem onSelect={() => setOpen("poll")}>
          <BarChart3 aria-hidden="true" />
          Poll …
        </MenuItem>
        <MenuItem onSelect={() => setOpen("place")}>
          <MapPin aria-hidden="true" />
          Location …
        </MenuItem>
        <MenuItem onSelect={() => setOpen("card")}>
          <User aria-hidden="true" />
          Contact …
        </MenuItem>
      </Menu>
      <Suspense fallback={null}>
        {open === "schedule" && (
          <ScheduleDialog
            accountId={accountId}
            to={to}
            text={text}
            onClose={close}
            onDone={(schedule) => {
              onSchedule(schedule);
              close();
            }}
          />
        )}
        {open === "poll" && <PollDialog onClose={close} onSend={send} />}
        {open === "place" && <PlaceDialog onClose={close} onSend={send} />}
        {open === "card" && <CardDialog onClose={close} onSend={send} />}
      </Suspense>
    </>
  );
}
