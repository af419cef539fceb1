import type { CodegenConfig } from "@graphql-codegen/cli";

export default {
  schema: "../graph/schema/*.graphqls",
  documents: ["src/**/*.{ts,tsx}", "!src/gql/**", "!src/**/*.test.{ts,tsx}"],
  ignoreNoDocuments: true,
  generates: {
    "src/gql/": {
      preset: "client",
      // Called readFragment because it is no hook, whatever its default name says.
      presetConfig: { fragmentMasking: { unmaskFunctionName: "readFragment" } },
      config: {
        scalars: { Time: "string", ID: "string", Upload: "File" },
        strictScalars: true,
        useTypeImports: true,
        enumsAsTypes: true,
        dedupeFragments: true,
      },
    },
    "src/gql/schema.json": { plugins: ["./scripts/codegen-graphcache.mjs"] },
  },
} satisfies CodegenConfig;
