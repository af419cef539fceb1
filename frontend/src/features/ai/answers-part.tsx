import { useDeferredValue } from "react";
import type { AiSettingsFragment } from "@/gql/graphql";
import { Check } from "@/ui/check";
import { Field, Input } from "@/ui/field";
import { Count, type FormProps, Section } from "./controls";
import { Fallbacks } from "./fallbacks";
import { ModelPicker, ProviderSelect } from "./model-picker";
import { Prices } from "./prices";
import { PromptEditor } from "./prompt-editor";
import { ProviderKeys } from "./provider-keys";

type Props = FormProps & { config: AiSettingsFragment; accountName: string };

/** What answers: the model, its key, and what it is told. */
export function AnswersPart({ config, accountName, ...form }: Props) {
  const { values, change, problems } = form;
  const compatible = values.provider === "openai_compatible";
  const baseUrl = useDeferredValue(values.baseUrl.trim());
  return (
    <>
      <Section title="Model" description="Who thinks of the answers.">
        <ProviderSelect
          label="Provider"
          value={values.provider}
          onChange={(provider) => change({ provider, model: "", baseUrl: "" })}
        />
        <Field
          label={compatible ? "Address of the server" : "Address instead of the provider's own"}
          hint={
            compatible
              ? "Such as http://127.0.0.1:11434/v1 for Ollama."
              : "Empty, unless you use a proxy."
          }
          error={problems.baseUrl ?? null}
        >
          {(wiring) => (
            <Input
              {...wiring}
              type="url"
              autoComplete="off"
              value={values.baseUrl}
              onChange={(event) => change({ baseUrl: event.target.value })}
            />
          )}
        </Field>
        <ProviderKeys config={config} {...form} />
        <ModelPicker
          accountId={config.accountId}
          provider={values.provider}
          baseUrl={baseUrl}
          model={values.model}
          error={problems.model ?? null}
          onModel={(model) => change({ model })}
        />
        <Fallbacks {...form} />
        <Prices {...form} />
      </Section>
      <Section title="Prompt" description="What the model is told before the conversation.">
        <PromptEditor accountName={accountName} {...form} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Language of the answers"
            hint="Empty: the contact's own."
            error={problems.language ?? null}
          >
            {(wiring) => (
              <Input
                {...wiring}
                placeholder="Such as: German, formal"
                value={values.language}
                onChange={(event) => change({ language: event.target.value })}
              />
            )}
          </Field>
          <Count
            {...form}
            name="historyLimit"
            label="Messages it remembers"
            hint="The last ones of the chat, 1 to 100."
          />
        </div>
        <div>
          <Check
            checked={values.seeImages}
            onChange={(seeImages) => change({ seeImages })}
            label="Show it pictures"
            hint="Where the model can see; otherwise it is told that there was one."
          />
          <Check
            checked={values.hearVoice}
            onChange={(hearVoice) => change({ hearVoice })}
            label="Write down voice notes for it"
            hint="Where the provider can."
          />
        </div>
      </Section>
      <Section title="Fine tuning">
        <div className="grid gap-4 sm:grid-cols-3">
          <Count
            {...form}
            name="temperature"
            label="Temperature"
            placeholder="The provider's own"
            hint="0 is sober, 2 is wild. Empty: the provider's own."
          />
          <Count
            {...form}
            name="maxTokens"
            label="Longest answer (tokens)"
            hint="A token is about four letters."
          />
          <Count
            {...form}
            name="timeoutSeconds"
            label="Time to answer (s)"
            hint="Then the next provider is asked."
          />
        </div>
      </Section>
    </>
  );
}
