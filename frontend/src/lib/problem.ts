import type { CombinedError } from "urql";
import { describe, fieldError } from "./errors";

/** What went wrong, at the field that the server names, or else at the first of these. */
export function problemOf<const Name extends string>(
  error: CombinedError | undefined,
  fields: readonly [Name, ...Name[]],
): { field: Name; message: string } | undefined {
  if (!error) return undefined;
  const named = fieldError(error)?.field;
  const field = fields.find((name) => name === named) ?? fields[0];
  return { field, message: describe(error).message };
}
