import { describe } from "@/lib/errors";
import { Loading, Skeleton } from "@/ui/states";
import { useMessageTrace } from "./log-data";
import { TraceView } from "./trace-view";

/** How an answer in the inbox came about. */
export function MessageTrace({ id }: { id: string }) {
  const { trace, loaded, error } = useMessageTrace(id);
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium text-muted">How the AI came to it</h3>
      {trace ? (
        <TraceView trace={trace} />
      ) : error ? (
        <p>{describe(error).message}</p>
      ) : loaded ? (
        <p className="text-muted">This is kept for a week and is gone.</p>
      ) : (
        <Loading what="how it came about">
          <Skeleton className="h-9" />
        </Loading>
      )}
    </section>
  );
}
