import { Send } from "lucide-react";
import { useState } from "react";
import type { TestWebhookMutation } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CodeBlock } from "@/ui/copy";
import { Select } from "@/ui/field";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { headerLines, pretty } from "./pretty";
import { milliseconds, useEventTypes, useTestWebhook } from "./webhooks-data";

function Exchange({ title, children }: { title: string; children: string }) {
  return (
    <section>
      <h3 className="mb-1 text-sm font-medium text-muted">{title}</h3>
      <CodeBlock code={children} what={title.toLowerCase()} />
    </section>
  );
}

/** Sends a sample now and shows what the receiver made of it. */
export function TestDelivery({ id }: { id: string }) {
  const { types } = useEventTypes();
  const [type, setType] = useState("message");
  const [result, setResult] = useState<TestWebhookMutation["testWebhook"] | null>(null);
  const [testing, test] = useTestWebhook();

  async function send() {
    setResult(null);
    const { data, error } = await test({ id, type });
    if (error) return toast(describe(error).message, "bad");
    if (data) setResult(data.testWebhook);
  }

  return (
    <Card>
      <CardHeader title="Test" description="A signed sample is sent now. It counts for nothing." />
      <div className="flex flex-wrap items-center gap-2 px-5 pb-5">
        <Select
          aria-label="Event kind of the sample"
          className="w-auto! max-w-full"
          value={type}
          onChange={(event) => setType(event.target.value)}
        >
          {(types ?? [{ type: "message" }]).map((one) => (
            <option key={one.type}>{one.type}</option>
          ))}
        </Select>
        <Button busy={testing.fetching} onClick={send}>
          <Send aria-hidden="true" />
          Send a test
        </Button>
        <div role="status" className="min-w-0">
          {result && (
            <p className="flex flex-wrap items-center gap-2">
              <Status
                tone={result.success ? "ok" : "bad"}
                word={result.statusCode ? `Answered ${result.statusCode}` : "No answer"}
              />
              <span className="text-sm text-muted tabular">
                after {milliseconds(result.durationMs)}
              </span>
              {result.error && <span className="text-sm">{result.error}</span>}
            </p>
          )}
        </div>
      </div>
      {result && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-5 pb-5">
          <Exchange title="Request">
            {`POST ${result.url}\n${headerLines(result.requestHeaders)}\n\n${pretty(result.requestBody)}`}
          </Exchange>
          {result.statusCode !== null && (
            <Exchange title="Answer">
              {`${result.statusCode}\n${headerLines(result.responseHeaders)}${result.responseBody ? `\n\n${result.responseBody}` : ""}`}
            </Exchange>
          )}
        </div>
      )}
    </Card>
  );
}
