import { Plus, Wrench } from "lucide-react";
import { useState } from "react";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";
import { Status } from "@/ui/status";
import { toast } from "@/ui/toast";
import { ToolDialog } from "./tool-form";
import { ToolTest } from "./tool-test";
import type { Tool } from "./tool-values";
import { useDeleteTool, useTools } from "./tools-data";

type RowProps = { tool: Tool; onTest: () => void; onEdit: () => void; onDelete: () => void };

function Row({ tool, onTest, onEdit, onDelete }: RowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2">
          <code className="font-mono font-medium">{tool.name}</code>
          {!tool.isActive && <Status tone="neutral" word="Off" />}
        </p>
        <p>{tool.description}</p>
        <p className="truncate text-sm text-muted">{tool.url}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={onTest} aria-label={`Test ${tool.name}`}>
          Test
        </Button>
        <Button size="sm" onClick={onEdit} aria-label={`Change ${tool.name}`}>
          Change
        </Button>
        <Button size="sm" variant="danger" onClick={onDelete} aria-label={`Delete ${tool.name}`}>
          Delete
        </Button>
      </div>
    </li>
  );
}

/** What the model may call while it thinks of an answer. */
export function ToolsPart({ accountId }: { accountId: string }) {
  const { tools, error, refetch } = useTools(accountId);
  const [edited, setEdited] = useState<Tool | null>();
  const [tested, setTested] = useState<Tool | null>(null);
  const [doomed, setDoomed] = useState<Tool | null>(null);
  const [deleting, remove] = useDeleteTool();

  async function confirmed() {
    if (!doomed) return;
    const { error } = await remove({ id: doomed.id });
    setDoomed(null);
    if (error) return toast(describe(error).message, "bad");
    toast("The tool is deleted.");
  }

  const add = (
    <Button size="sm" variant="primary" onClick={() => setEdited(null)}>
      <Plus aria-hidden="true" />
      Add a tool
    </Button>
  );
  return (
    <Card>
      <CardHeader
        title="Tools"
        description="Addresses of yours that the model may ask, such as for the state of an order."
        action={tools && tools.length > 0 && add}
      />
      <div className="border-t border-line">
        {!tools ? (
          error ? (
            <Failure {...describe(error)} onRetry={refetch} />
          ) : (
            <Loading what="tools">
              <Skeleton className="m-5 h-16" />
            </Loading>
          )
        ) : tools.length === 0 ? (
          <Empty icon={<Wrench />} title="No tools yet" action={add}>
            With a tool the model looks things up instead of guessing: orders, stock, appointments.
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {tools.map((tool) => (
              <Row
                key={tool.id}
                tool={tool}
                onTest={() => setTested(tool)}
                onEdit={() => setEdited(tool)}
                onDelete={() => setDoomed(tool)}
              />
            ))}
          </ul>
        )}
      </div>
      <ToolDialog accountId={accountId} tool={edited} onClose={() => setEdited(undefined)} />
      <ToolTest tool={tested} onClose={() => setTested(null)} />
      <Confirm
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={`Delete ${doomed?.name ?? ""}?`}
        description="The model cannot call it any more. Its secret goes too."
        confirm="Delete the tool"
        danger
        busy={deleting.fetching}
        onConfirm={confirmed}
      />
    </Card>
  );
}
