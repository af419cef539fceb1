// The cache asks the schema one question: may this be null? What may not be is left out of the
// build, where nothing warns about fields that the schema does not have.
const nullable = ({ kind, ofType }) =>
  kind !== "NON_NULL" || (ofType.kind === "LIST" && ofType.ofType.kind !== "NON_NULL");

// What stands inside is not asked for, so that no kind does for all.
const kindOf = ({ kind, ofType }) => (ofType ? { kind, ofType: kindOf(ofType) } : {});

export function leanSchema() {
  return {
    name: "lean-schema",
    enforce: "pre",
    apply: "build",
    transform: {
      filter: { id: /\/src\/gql\/schema\.json$/ },
      handler(code) {
        const { __schema: whole } = JSON.parse(code);
        const types = whole.types.map(({ interfaces, ...type }) => ({
          ...type,
          ...(interfaces?.length > 0 && { interfaces }),
          fields: type.fields
            ?.filter((field) => nullable(field.type))
            .map(({ name, type: of }) => ({ name, type: kindOf(of) })),
        }));
        return { code: JSON.stringify({ __schema: { ...whole, types } }), map: null };
      },
    },
  };
}
