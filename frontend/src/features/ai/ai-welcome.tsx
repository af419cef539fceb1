import { Bot } from "lucide-react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/states";
import { toast } from "@/ui/toast";
import { useSaveAiConfig } from "./ai-data";

const points = [
  "It answers text, pictures and voice notes, in the contact's language, from what you tell it.",
  "It is silent when you write yourself, outside your hours, and when a contact asks for a person.",
  "It needs a key of OpenAI, Anthropic, Gemini, Groq or OpenRouter, or a server of your own such as Ollama.",
  "You can try it first, and let each answer wait for your approval.",
];

/** The first time: what it does and what it needs. */
export function AiWelcome({ accountId }: { accountId: string }) {
  const [saving, save] = useSaveAiConfig();

  // The server knows the settings to begin with; where somebody is, the browser does.
  async function begin() {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const { error } = await save({ accountId, config: { timeZone } });
    if (error) toast(describe(error).message, "bad");
  }

  return (
    <Card>
      <Empty
        icon={<Bot />}
        title="Let an AI answer your messages"
        action={
          <Button variant="primary" busy={saving.fetching} onClick={begin}>
            Set it up
          </Button>
        }
      >
        <ul className="mt-1 grid list-disc gap-1.5 ps-5 text-start">
          {points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
        <p className="mt-3">Nothing is answered until you turn it on.</p>
      </Empty>
    </Card>
  );
}
