import { minifyIntrospectionQuery } from "@urql/introspection";
import { introspectionFromSchema } from "graphql";

// The whole introspection is seven times as large, and the cache reads none of the rest.
export const plugin = (schema) =>
  JSON.stringify(
    minifyIntrospectionQuery(introspectionFromSchema(schema, { descriptions: false }), {
      includeDirectives: false,
      includeEnums: false,
      includeInputs: false,
      includeScalars: false,
    }),
  );
