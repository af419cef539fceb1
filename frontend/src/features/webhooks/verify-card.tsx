import { useState } from "react";
import type { WebhookFormat } from "@/gql/graphql";
import { Card, CardHeader } from "@/ui/card";
import { CodeBlock } from "@/ui/copy";
import { Select } from "@/ui/field";
import { legacySnippet, snippets } from "./snippets";

/** How a receiver tells our deliveries from others'. */
export function VerifyCard({ format }: { format: WebhookFormat }) {
  const [language, setLanguage] = useState("JavaScript");
  const shown = snippets.find((one) => one.language === language);
  return (
    <Card>
      <CardHeader
        title="Verify the signature"
        description="Only what is signed with this webhook's secret comes from here. Verify the body as it came in, before it is parsed."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-5 pb-5">
        <Select
          aria-label="Language"
          className="w-auto! max-w-full justify-self-start"
          value={language}
          onChange={(event) => setLanguage(event.target.value)}
        >
          {snippets.map((one) => (
            <option key={one.language}>{one.language}</option>
          ))}
        </Select>
        {shown && <CodeBlock code={shown.code} what={`${language} code`} />}
        {format === "legacy" && (
          <>
            <p className="text-sm text-muted">
              Scripts for the older server compare X-Webhook-Signature instead:
            </p>
            <CodeBlock code={legacySnippet} what="code for the older server" />
          </>
        )}
      </div>
    </Card>
  );
}
