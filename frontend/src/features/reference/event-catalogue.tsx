import { Card } from "@/ui/card";
import { CodeBlock } from "@/ui/copy";
import { Fold } from "./fold";
import type { OpenApi, Schema } from "./openapi";
import { Prose } from "./prose";
import { SchemaTree } from "./schema-tree";

/** One entry of `/api/event-types`. Its schema is complete in itself. */
export type EventKind = {
  type: string;
  description: string;
  schema: Schema & { $defs?: Record<string, Schema> };
  sample: unknown;
};

/** A schema refers to its own definitions: it is the document that they are found in. */
const documentOf = ({ schema }: EventKind): OpenApi => ({
  info: { title: "", version: "" },
  paths: {},
  ...schema,
});

/** What webhooks deliver and `/api/accounts/{id}/events` answers, kind by kind. */
export function EventCatalogue({ kinds }: { kinds: readonly EventKind[] }) {
  return (
    <section aria-labelledby="events" className="mt-12">
      <h2 id="events" className="scroll-mt-4 text-xl font-semibold">
        Events
      </h2>
      <p className="mt-1 text-muted">
        The bodies of webhook deliveries, and of what is pulled. Also as{" "}
        <a href="/api/event-types" className="text-accent-ink underline">
          JSON Schema with samples
        </a>
        .
      </p>
      <div className="mt-3 grid gap-4">
        {kinds.map((kind) => (
          <Card
            key={kind.type}
            id={`event-${kind.type}`}
            className="scroll-mt-4 p-5"
            aria-labelledby={`event-${kind.type}-title`}
          >
            <h3 id={`event-${kind.type}-title`} className="font-mono font-semibold">
              {kind.type}
            </h3>
            <p className="text-muted">
              <Prose text={kind.description} />
            </p>
            <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-5">
              <Fold summary="Fields" className="rounded-lg border border-line">
                {() => <SchemaTree api={documentOf(kind)} schema={kind.schema} answer />}
              </Fold>
              <section className="min-w-0">
                <h4 className="mb-2 text-sm font-medium text-muted">Sample</h4>
                <CodeBlock
                  code={JSON.stringify(kind.sample, null, 2)}
                  what={`sample of ${kind.type}`}
                />
              </section>
            </div>
          </Card>
        ))}
      </div>
    </section>
  );
}
