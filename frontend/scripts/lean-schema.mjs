// The cache asks the schema one question: may this be null? What may not be is left out of the
// build, where nothing warns about fields that the schema does not have.
const nullable = (field) => !/^\w+!(?!\*)|^\w+!\*!/.test(field);

export function leanSchema() {
  return {
    name: "lean-schema",
    enforce: "pre",
    apply: "build",
    transform: {
      filter: { id: /\/src\/gql\/schema\.json$/ },
      handler(code) {
        const types = Object.entries(JSON.parse(code)).map(([name, fields]) => [
          name,
          fields.split(" ").filter(nullable).join(" "),
        ]);
        return { code: JSON.stringify(Object.fromEntries(types)), map: null };
      },
    },
  };
}
