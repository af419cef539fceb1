import { Pause, Play } from "lucide-react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toast";
import { usePause, useResume } from "./sending-data";

type Props = { account: { id: string; name: string; pausedAt?: string | null } };

/** Stops and starts an account's sending; stopping can be undone, so nothing is asked. */
export function PauseButton({ account }: Props) {
  const { id, name, pausedAt } = account;
  const [pausing, pause] = usePause();
  const [resuming, resume] = useResume();

  async function start() {
    const { error } = await resume({ id });
    if (error) return toast(describe(error).message, "bad");
    toast(`${name} sends again.`);
  }

  async function stop() {
    const { error } = await pause({ id });
    if (error) return toast(describe(error).message, "bad");
    toast("Sending is paused. What is written waits.", "ok", { label: "Undo", run: start });
  }

  return pausedAt ? (
    <Button size="sm" variant="primary" busy={resuming.fetching} onClick={start}>
      <Play aria-hidden="true" />
      Resume sending
    </Button>
  ) : (
    <Button size="sm" busy={pausing.fetching} onClick={stop}>
      <Pause aria-hidden="true" />
      Pause sending
    </Button>
  );
}
