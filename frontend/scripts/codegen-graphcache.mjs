import {
  concatAST,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** The fields that the documents ask for, as `Type.field`. */
function asked(schema, documents) {
  const fields = new Set();
  const types = new TypeInfo(schema);
  const all = concatAST(documents.map(({ document }) => document));
  visit(
    all,
    visitWithTypeInfo(types, {
      Field: (node) => void fields.add(`${types.getParentType()?.name}.${node.name.value}`),
    }),
  );
  return fields;
}

/** A type's lists and what may not be null, from the outside: "!*!" is [X!]!. What X is, the cache does not ask. */
function wrapping(type) {
  if (isNonNullType(type)) return `!${wrapping(type.ofType)}`;
  return isListType(type) ? `*${wrapping(type.ofType)}` : "";
}

// The whole introspection is many times as large, every page loads it, and the cache reads none of
// the rest: it wants to know which of the fields that are asked for may be null. Each type is its
// name and "field! other list!*!"; src/lib/schema.ts makes what the cache reads of it.
export const plugin = (schema, documents) => {
  const fields = asked(schema, documents);
  const types = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) throw new Error(`${type.name}: the cache is told of objects only`);
    if (!isObjectType(type)) continue;
    const known = Object.values(type.getFields())
      .filter(({ name }) => fields.has(`${type.name}.${name}`))
      .map((field) => field.name + wrapping(field.type));
    if (known.length > 0) types[type.name] = known.join(" ");
  }
  return JSON.stringify(types);
};
