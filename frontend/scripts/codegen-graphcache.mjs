import { minifyIntrospectionQuery } from "@urql/introspection";
import { concatAST, introspectionFromSchema, TypeInfo, visit, visitWithTypeInfo } from "graphql";

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

// The whole introspection is many times as large, every page loads it, and the cache reads none of
// the rest: it wants to know which of the fields that are asked for may be null.
export const plugin = (schema, documents) => {
  const fields = asked(schema, documents);
  const { __schema: small } = minifyIntrospectionQuery(
    introspectionFromSchema(schema, { descriptions: false }),
    { includeDirectives: false, includeEnums: false, includeInputs: false, includeScalars: false },
  );
  const types = small.types
    .map((type) => ({
      ...type,
      fields: type.fields
        ?.filter((field) => fields.has(`${type.name}.${field.name}`))
        .map((field) => ({ ...field, args: [] })),
    }))
    .filter((type) => type.kind !== "OBJECT" || type.fields.length > 0);
  return JSON.stringify({ __schema: { ...small, types } });
};
