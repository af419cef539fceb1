import type { CombinedError } from "urql";
import { describe } from "@/lib/errors";

type Bad = { field?: unknown; message?: unknown };

/** All fields the server complains about, by their paths below the input. */
export function fieldErrors(error: CombinedError): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { extensions, message } of error.graphQLErrors) {
    const listed = Array.isArray(extensions?.fields) ? (extensions.fields as Bad[]) : [];
    const bad = listed.length > 0 ? listed : [{ field: extensions?.field, message }];
    for (const one of bad) {
      if (typeof one.field !== "string") continue;
      const name = one.field.replace(/^(input\.)?(config\.|second\.|first\.)?/, "");
      found[name] ??= typeof one.message === "string" ? one.message : describe(error).message;
    }
  }
  return found;
}
