import { useCallback, useEffect, useRef } from "react";
import { type AnyVariables, type UseQueryArgs, useQuery } from "urql";
import { reconnects } from "./connection";
import { useStore } from "./store";

/** `useQuery` that asks again after the live connection was away: events of that time are lost. */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  args: UseQueryArgs<Variables, Data>,
) {
  const [result, execute] = useQuery<Data, Variables>(args);
  const generation = useStore(reconnects);
  const seen = useRef(generation);
  useEffect(() => {
    if (seen.current === generation) return;
    seen.current = generation;
    if (!args.pause) execute({ requestPolicy: "network-only" });
  }, [generation, execute, args.pause]);
  const refetch = useCallback(() => execute({ requestPolicy: "network-only" }), [execute]);
  const reread = useCallback(() => execute({ requestPolicy: "cache-first" }), [execute]);
  return [result, refetch, reread] as const;
}
