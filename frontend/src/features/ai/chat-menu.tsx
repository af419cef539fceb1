import { Bot, BrainCircuit, Pause, Play } from "lucide-react";
import { useState } from "react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { useAiLive, useChatAi, useForgetHistory, usePauseAi, useResumeAi } from "./drafts-data";

const lengths = [
  { label: "Pause for 1 hour", minutes: 60 },
  { label: "Pause for 4 hours", minutes: 240 },
  { label: "Pause until I resume", minutes: null },
] as const;

type Props = { accountId: string; chatId: string };

/** How the AI behaves in one chat. Not there where it does not answer. */
export function ChatMenu({ accountId, chatId }: Props) {
  useAiLive(accountId);
  const { ai } = useChatAi(chatId);
  const [, pause] = usePauseAi();
  const [, resume] = useResumeAi();
  const [forgetting, forget] = useForgetHistory();
  const [asked, setAsked] = useState(false);

  // That it is paused or goes on shows above the field.
  async function say(done: Promise<{ error?: Parameters<typeof describe>[0] }>, text?: string) {
    const { error } = await done;
    if (error) toast(describe(error).message, "bad");
    else if (text) toast(text);
  }

  if (!ai?.active) return null;
  const paused = ai.pausedUntil !== null && Date.parse(ai.pausedUntil) > Date.now();
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="icon" className="ms-auto" aria-label="AI in this chat">
            <Bot aria-hidden="true" />
          </Button>
        }
      >
        <MenuLabel>{paused ? "The AI is paused here" : "The AI answers here"}</MenuLabel>
        {paused && (
          <MenuItem onSelect={() => say(resume({ chatId }))}>
            <Play aria-hidden="true" />
            Resume
          </MenuItem>
        )}
        {lengths.map(({ label, minutes }) => (
          <MenuItem key={label} onSelect={() => say(pause({ chatId, minutes }))}>
            <Pause aria-hidden="true" />
            {label}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => setAsked(true)}>
          <BrainCircuit aria-hidden="true" />
          Forget the history …
        </MenuItem>
      </Menu>
      <Confirm
        open={asked}
        onClose={() => setAsked(false)}
        title="Forget the history?"
        description="The model is not told any more what was written here until now. The messages themselves stay."
        confirm="Forget it"
        busy={forgetting.fetching}
        onConfirm={() =>
          say(forget({ chatId }), "The AI begins anew here.").then(() => setAsked(false))
        }
      />
    </>
  );
}
