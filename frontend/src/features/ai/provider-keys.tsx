import { useState } from "react";
import type { AiProvider, AiSettingsFragment } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Field, Input } from "@/ui/field";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { useSaveAiConfig } from "./ai-data";
import type { FormProps } from "./controls";
import { keySources, providers } from "./words";

type Props = FormProps & { config: AiSettingsFragment };

/** The keys of the providers that are asked. A key that is saved is never shown again. */
export function ProviderKeys({ config, values, change, problems }: Props) {
  const [forgetting, setForgetting] = useState<AiProvider | null>(null);
  const [saving, save] = useSaveAiConfig();
  const asked = [...new Set([values.provider, ...values.fallbacks.map((one) => one.provider)])];

  async function forget(provider: AiProvider) {
    const { error } = await save({
      accountId: config.accountId,
      config: { keys: [{ provider, key: "" }] },
    });
    setForgetting(null);
    if (error) return toast(describe(error).message, "bad");
    toast("The key is forgotten.");
  }

  return (
    <>
      {asked.map((provider) => {
        const source = config.keys.find((key) => key.provider === provider)?.source ?? "missing";
        const { name, keyFrom } = providers[provider];
        const optional = provider === "openai_compatible";
        const state =
          optional && source === "missing"
            ? { word: "None, which may be right", tone: "neutral" as const }
            : keySources[source];
        return (
          <div
            key={provider}
            className="grid gap-2 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-start"
          >
            <Field
              label={`Key: ${name}`}
              hint={
                keyFrom
                  ? `Made at ${keyFrom}. It is kept sealed.`
                  : "Only if the server wants one. It is kept sealed."
              }
              error={
                (provider === values.provider ? problems.apiKey : undefined) ??
                problems.keys ??
                null
              }
            >
              {(wiring) => (
                <Input
                  {...wiring}
                  type="password"
                  autoComplete="new-password"
                  placeholder={source === "missing" ? "" : "Stays as it is"}
                  value={values.newKeys[provider] ?? ""}
                  onChange={(event) =>
                    change({ newKeys: { ...values.newKeys, [provider]: event.target.value } })
                  }
                />
              )}
            </Field>
            <div className="flex min-h-11 items-center gap-2 sm:mt-6.5">
              <Status tone={state.tone} word={state.word} />
              {source === "account" && (
                <Button
                  size="sm"
                  aria-label={`Forget the key of ${name}`}
                  onClick={() => setForgetting(provider)}
                >
                  Forget …
                </Button>
              )}
            </div>
          </div>
        );
      })}
      <Confirm
        open={forgetting !== null}
        onClose={() => setForgetting(null)}
        title={`Forget the key of ${forgetting ? providers[forgetting].name : ""}?`}
        description="The provider is then asked with the key of the server's environment, or not at all if there is none."
        confirm="Forget the key"
        danger
        busy={saving.fetching}
        onConfirm={() => forgetting && forget(forgetting)}
      />
    </>
  );
}
