import type { CombinedError } from "urql";

export type Problem = { message: string; requestId: string | null };

/** What went wrong in a sentence for people. */
export function describe(error: CombinedError): Problem {
  const first = error.graphQLErrors[0];
  const fromExtensions = first?.extensions?.requestId ?? first?.extensions?.request_id;
  const header = (error.response as Response | undefined)?.headers?.get?.("x-request-id");
  const requestId = typeof fromExtensions === "string" ? fromExtensions : (header ?? null);
  if (first) return { message: first.message, requestId };
  const status: number | undefined = error.response?.status;
  if (status === 503) return { message: "The server is busy or its database is away.", requestId };
  if (status) return { message: `The server answered with an error (${status}).`, requestId };
  return { message: "The server cannot be reached.", requestId };
}

/** The input field the server complains about, with its sentence. */
export function fieldError(error: CombinedError): { field: string; message: string } | null {
  for (const e of error.graphQLErrors) {
    const field = e.extensions?.field;
    if (typeof field === "string") {
      return { field: field.split(".").at(-1) ?? field, message: e.message };
    }
  }
  return null;
}
