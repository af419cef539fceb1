import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, History, KeyRound, Pause, Pencil, Play, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import type { WebhookLineFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Dialog, DialogActions } from "@/ui/dialog";
import { Field, Select } from "@/ui/field";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { ReplayEventsDialog, ReplayFailedDialog } from "./replay-dialogs";
import { Secret } from "./secret";
import { hostOf, useDeleteWebhook, useRotateSecret, useUpdateWebhook } from "./webhooks-data";

const overlaps: readonly [string, number][] = [
  ["Not at all: the old one stops at once", 0],
  ["1 hour", 60],
  ["1 day", 1440],
  ["1 week", 10_080],
];

type DialogProps = { webhook: WebhookLineFragment; open: boolean; onClose: () => void };

function RotateDialog({ webhook, open, onClose }: DialogProps) {
  const [minutes, setMinutes] = useState(1440);
  const [secret, setSecret] = useState<string | null>(null);
  const [rotating, rotate] = useRotateSecret();

  async function start() {
    const { data, error } = await rotate({ id: webhook.id, minutes });
    if (error) return toast(describe(error).message, "bad");
    if (data) setSecret(data.rotateWebhookSecret.secret);
  }

  function close() {
    setSecret(null);
    onClose();
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={secret ? "The new secret" : "Make a new secret?"}
      description={
        secret
          ? undefined
          : "For a time deliveries carry both signatures, so that nothing is refused."
      }
    >
      {secret ? (
        <>
          <Secret secret={secret} />
          <DialogActions>
            <Button variant="primary" onClick={close}>
              I have copied it
            </Button>
          </DialogActions>
        </>
      ) : (
        <>
          <Field label="The old secret holds for">
            {(wiring) => (
              <Select
                {...wiring}
                value={minutes}
                onChange={(event) => setMinutes(Number(event.target.value))}
              >
                {overlaps.map(([word, value]) => (
                  <option key={value} value={value}>
                    {word}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <DialogActions>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" busy={rotating.fetching} onClick={start}>
              Make a new secret
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}

function DeleteDialog({ webhook, open, onClose }: DialogProps) {
  const [deleting, remove] = useDeleteWebhook();
  const navigate = useNavigate();
  async function start() {
    const { error } = await remove({ id: webhook.id });
    if (error) return toast(describe(error).message, "bad");
    toast("The webhook is deleted.");
    await navigate({ to: "/webhooks", search: { account: webhook.accountId } });
  }
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={`Delete the webhook to ${hostOf(webhook.url)}?`}
      description="What it still waits for is not delivered, and its log goes with it. This cannot be undone. Pausing it keeps both."
      keep="Keep it"
      confirm="Delete the webhook"
      danger
      busy={deleting.fetching}
      onConfirm={start}
    />
  );
}

/** Turns a webhook on and off; both can be taken back, so nothing is asked. */
export function useActive(webhook: { id: string }) {
  const [{ fetching }, update] = useUpdateWebhook();
  async function set(isActive: boolean): Promise<void> {
    const { error } = await update({ input: { id: webhook.id, isActive } });
    if (error) return toast(describe(error).message, "bad");
    if (isActive) return toast("The webhook is on. What waited is delivered now.");
    toast("The webhook is paused. What happens meanwhile is not owed to it.", "ok", {
      label: "Undo",
      run: () => void set(true),
    });
  }
  return { set, busy: fetching };
}

type Props = { webhook: WebhookLineFragment; onEdit: () => void };

export function WebhookActions({ webhook, onEdit }: Props) {
  const [asked, setAsked] = useState<"rotate" | "delete" | "failed" | "events" | null>(null);
  const { set } = useActive(webhook);
  const dialog = (name: typeof asked) => ({
    webhook,
    open: asked === name,
    onClose: () => setAsked(null),
  });
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label="More for this webhook">
            <Ellipsis aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem onSelect={onEdit}>
          <Pencil aria-hidden="true" />
          Edit
        </MenuItem>
        <MenuItem onSelect={() => set(!webhook.isActive)}>
          {webhook.isActive ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
          {webhook.isActive ? "Pause" : "Turn on"}
        </MenuItem>
        <MenuItem onSelect={() => setAsked("rotate")}>
          <KeyRound aria-hidden="true" />
          New secret …
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => setAsked("failed")}>
          <RotateCcw aria-hidden="true" />
          Resend all that failed …
        </MenuItem>
        <MenuItem onSelect={() => setAsked("events")}>
          <History aria-hidden="true" />
          Replay past events …
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={() => setAsked("delete")}>
          <Trash2 aria-hidden="true" />
          Delete …
        </MenuItem>
      </Menu>
      <RotateDialog {...dialog("rotate")} />
      <ReplayFailedDialog {...dialog("failed")} />
      <ReplayEventsDialog {...dialog("events")} />
      <DeleteDialog {...dialog("delete")} />
    </>
  );
}
