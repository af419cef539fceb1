import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { graphqlDocuments } from "./scripts/graphql-documents.mjs";
import { leanSchema } from "./scripts/lean-schema.mjs";
import { stripFonts } from "./scripts/strip-fonts.mjs";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env.BACKEND_URL ?? "http://127.0.0.1:3000";
// The server compares Origin with Host, so the proxy has to speak as the server's own page.
const proxied = { target: backend, changeOrigin: true, headers: { origin: backend } };

export default defineConfig({
  plugins: [
    graphqlDocuments(here("./src")),
    leanSchema(),
    stripFonts(),
    tanstackRouter({ target: "react", autoCodeSplitting: true }),
    react(),
    tailwindcss(),
  ],
  resolve: { alias: { "@": here("./src") } },
  server: {
    proxy: {
      "/graphql": { ...proxied, ws: true, rewriteWsOrigin: true },
      "/api": proxied,
      "/sandbox": proxied,
      "/openapi.json": proxied,
    },
  },
  build: {
    target: "es2022",
    // What Tailwind 4 needs anyway; older ones would get each colour three times.
    cssTarget: ["chrome111", "firefox128", "safari16.4"],
    // A build empties dist/; public/.gitkeep puts back the file that lets Go build without Node.
    emptyOutDir: true,
    // The CSP allows no data: URL but for images.
    assetsInlineLimit: 0,
    // GraphiQL is large and a document of its own; size-limit holds the rest.
    chunkSizeWarningLimit: 800,
    modulePreload: { polyfill: false },
    // The size gates follow a visit through it.
    manifest: true,
    rolldownOptions: {
      input: { main: here("./index.html"), graphiql: here("./graphiql/index.html") },
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            {
              name: "data",
              test: /node_modules\/(@urql|urql|wonka|graphql-ws|@0no-co)\//,
            },
            { name: "router", test: /node_modules\/@tanstack\/(react-)?(router|history|store)/ },
            {
              // What nearly every page needs, in one file instead of dozens of a few hundred bytes.
              name: "app",
              test: /src\/(gql|lib\/(?!sandbox-api|use-polling|curl|fresh-keys|send-plan|receipts|problem)|ui\/(?!dialog-panel|form-dialog|menu-panel|tabs|copy|clipboard|notice|confirm))|node_modules\/(class-variance-authority|clsx|lucide-react\/dist\/esm\/(shared|\w+\.m?js))/,
            },
            {
              // What stands around every page once somebody is in: one file instead of ten tiny ones.
              name: "shell",
              test: /lucide-react\/dist\/esm\/icons\/(book-open|flask-conical|inbox|plus|rotate-cw|smartphone|users|webhook)\.m?js/,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    pool: "threads",
    maxWorkers: 2,
  },
});
