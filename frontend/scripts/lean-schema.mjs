// The cache asks the schema one question: may this be null? What may not be is left out of the
// build, where nothing warns about fields that the schema does not have.
const nullable = ({ kind, ofType }) =>
  kind !== "NON_NULL" || (ofType.kind === "LIST" && ofType.ofType.kind !== "NON_NULL");

const kindOf = ({ kind, ofType }) =>
  kind === "LIST" || kind === "NON_NULL" ? { kind, ofType: kindOf(ofType) } : { kind };

export function leanSchema() {
  return {
    name: "lean-schema",
    enforce: "pre",
    apply: "build",
    transform: {
      filter: { id: /\/src\/gql\/schema\.json$/ },
      handler(code) {
        const { __schema: whole } = JSON.parse(code);
        const types = whole.types.map((type) => ({
          ...type,
          fields: type.fields
            ?.filter((field) => nullable(field.type))
            .map(({ name, type: of, args }) => ({ name, type: kindOf(of), args })),
        }));
        return { code: JSON.stringify({ __schema: { ...whole, types } }), map: null };
      },
    },
  };
}
