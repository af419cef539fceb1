// Replaces each graphql(`…`) call by an import of the document that codegen wrote for it. Without
// it every page would load a table from all query texts to all documents.
const call = /\bgraphql\(\s*`\s*(query|mutation|subscription|fragment)\s+(\w+)[^`]*`,?\s*\)/g;

export function graphqlDocuments() {
  return {
    name: "graphql-documents",
    enforce: "pre",
    apply: "build",
    transform: {
      filter: { id: /\/src\/(?!gql\/).*\.tsx?$/, code: /\bgraphql\(/ },
      handler(code) {
        const names = new Set();
        const replaced = code.replace(call, (_whole, kind, name) => {
          const document = name + (kind === "fragment" ? "FragmentDoc" : "Document");
          names.add(document);
          return document;
        });
        if (names.size === 0) return null;
        // On the first line, so that the lines of a stack trace stay right to within a call.
        const documents = `import { ${[...names].join(", ")} } from "@/gql/graphql";`;
        return { code: documents + replaced, map: null };
      },
    },
  };
}
