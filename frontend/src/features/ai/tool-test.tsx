import { type FormEvent, useState } from "react";
import type { TestAiToolMutation } from "@/gql/graphql";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Textarea } from "@/ui/field";
import { sampleArguments, type Tool } from "./tool-values";
import { useTestTool } from "./tools-data";
import { ToolCall } from "./trace-view";

type Call = TestAiToolMutation["testAiTool"]["call"];

function Test({ tool }: { tool: Tool }) {
  const [text, setText] = useState(() => sampleArguments(tool.parameters));
  const [problem, setProblem] = useState<string | null>(null);
  const [call, setCall] = useState<Call | null>(null);
  const [testing, test] = useTestTool();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setCall(null);
    setProblem(null);
    const { data, error } = await test({ id: tool.id, arguments: text });
    if (error) return setProblem(describe(error).message);
    if (data) setCall(data.testAiTool.call);
  }

  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4" noValidate>
      <Field label="Arguments" hint="JSON, as the model would write them." error={problem}>
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={5}
            spellCheck={false}
            className="font-mono text-sm"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button type="submit" variant="primary" busy={testing.fetching}>
          Call it now
        </Button>
      </div>
      <div role="status">{call && <ToolCall call={call} />}</div>
    </form>
  );
}

export function ToolTest({ tool, onClose }: { tool: Tool | null; onClose: () => void }) {
  return (
    <Dialog
      shape="sheet"
      open={tool !== null}
      onOpenChange={(open) => !open && onClose()}
      title={`Test ${tool?.name ?? ""}`}
      description="It is really called, with a signature."
    >
      {tool && <Test key={tool.id} tool={tool} />}
    </Dialog>
  );
}
