import types from "@/gql/schema.json";

type Named = { kind: "SCALAR"; name: string };
type Wrapped = { kind: "NON_NULL"; ofType: Named | List } | List;
type List = { kind: "LIST"; ofType: Ref };
type Ref = Named | Wrapped;

/** "!*!" is [X!]!, whatever X is. */
export function typeOf(wrapping: string): Ref {
  const ofType = () => typeOf(wrapping.slice(1));
  if (wrapping[0] === "!") return { kind: "NON_NULL", ofType: ofType() as Named | List };
  return wrapping[0] === "*" ? { kind: "LIST", ofType: ofType() } : { kind: "SCALAR", name: "Any" };
}

/** "id! tags!*!" as the cache reads it. */
export const fieldsOf = (text: string) =>
  (text.match(/\S+/g) ?? []).map((field) => {
    const name = field.replace(/\W+/, "");
    return { name, type: typeOf(field.slice(name.length)), args: [] };
  });

/** The names of all types that are asked for. */
export const typeNames = Object.keys(types);

/** What the cache has to know of the schema: which fields there are, and which may be null. */
export const schema = {
  __schema: {
    queryType: { name: "Query", kind: "OBJECT" as const },
    mutationType: { name: "Mutation", kind: "OBJECT" as const },
    subscriptionType: { name: "Subscription", kind: "OBJECT" as const },
    types: Object.entries(types).map(([name, text]) => ({
      kind: "OBJECT" as const,
      name,
      fields: fieldsOf(text),
      interfaces: [],
    })),
  },
};
