import { Ellipsis, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import type { AiSettingsFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Menu, MenuItem } from "@/ui/menu";
import { Notice } from "@/ui/notice";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { useDeleteAiConfig, useSaveAiConfig } from "./ai-data";
import { keepValues } from "./kept-values";
import { providers } from "./words";

/** On or off, who answers, and what is missing for it. */
export function AiSwitch({ config }: { config: AiSettingsFragment }) {
  const { accountId, isActive } = config;
  const [saving, save] = useSaveAiConfig();
  const [deleting, remove] = useDeleteAiConfig();
  const [asked, setAsked] = useState(false);
  const needsKey = !config.hasApiKey && config.provider !== "openai_compatible";

  async function turn(on: boolean) {
    const { error } = await save({ accountId, config: { isActive: on } });
    if (error) return toast(describe(error).message, "bad");
    toast(on ? "Messages are answered from now on." : "Messages are not answered any more.");
  }

  async function confirmed() {
    const { error } = await remove({ accountId });
    setAsked(false);
    if (error) return toast(describe(error).message, "bad");
    keepValues(accountId, null);
    toast("The settings and keys are deleted.");
  }

  return (
    <>
      <Card className="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-semibold">Answers by AI</span>
            <Status tone={isActive ? "ok" : "neutral"} word={isActive ? "On" : "Off"} />
            {isActive && config.drafts && <Status tone="warn" word="After approval" />}
          </p>
          <p className="mt-0.5 text-sm text-muted">
            {providers[config.provider].name}
            {config.model && (
              <>
                {" · "}
                <span className="font-mono">{config.model}</span>
              </>
            )}
          </p>
        </div>
        <Button
          variant={isActive ? "secondary" : "primary"}
          busy={saving.fetching}
          onClick={() => turn(!isActive)}
        >
          <Power aria-hidden="true" />
          {isActive ? "Turn off" : "Turn on"}
        </Button>
        <Menu
          trigger={
            <Button variant="ghost" size="icon" aria-label="More about the AI">
              <Ellipsis aria-hidden="true" />
            </Button>
          }
        >
          <MenuItem danger onSelect={() => setAsked(true)}>
            <Trash2 aria-hidden="true" />
            Delete the settings …
          </MenuItem>
        </Menu>
      </Card>
      {needsKey && (
        <Notice
          tone="warn"
          title={`There is no key for ${providers[config.provider].name}, so nothing can be answered.`}
        >
          Write one under Answers, or set it in the server's environment.
        </Notice>
      )}
      <Confirm
        open={asked}
        onClose={() => setAsked(false)}
        title="Delete the settings of the AI?"
        description="Settings and saved keys go, and messages are not answered any more. The log, the cost, tools and knowledge stay."
        confirm="Delete the settings"
        danger
        busy={deleting.fetching}
        onConfirm={confirmed}
      />
    </>
  );
}
