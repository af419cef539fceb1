// What a visit loads, followed through the manifest of the build: the names carry hashes.
import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));

function visit(...keys) {
  const files = new Set();
  const seen = new Set();
  const walk = (key) => {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    files.add(`dist/${chunk.file}`);
    for (const css of chunk.css ?? []) files.add(`dist/${css}`);
    for (const next of chunk.imports ?? []) walk(next);
  };
  for (const key of keys) walk(key);
  return [...files];
}

const route = (name) => `src/routes/${name}.tsx?tsr-split=component`;
const first = ["index.html", route("_app")];
const lazy = (...names) => {
  const before = new Set(visit(...first));
  return visit(...names).filter((file) => !before.has(file));
};

export default [
  {
    name: "First visit, overview",
    path: visit(...first, route("_app/index")),
    limit: "153 kB",
    gzip: true,
  },
  {
    name: "First visit, inbox",
    path: visit(...first, route("_app/inbox.$accountId")),
    limit: "156 kB",
    gzip: true,
  },
  { name: "Login", path: visit("index.html", route("login")), limit: "145 kB", gzip: true },
  {
    name: "Pairing, on top",
    path: lazy(route("_app/accounts.$id.pair")),
    limit: "40 kB",
    gzip: true,
  },
  {
    name: "A conversation, on top",
    path: lazy(route("_app/inbox.$accountId"), route("_app/inbox.$accountId.$chatId")),
    limit: "40 kB",
    gzip: true,
  },
  { name: "A webhook, on top", path: lazy(route("_app/webhooks.$id")), limit: "40 kB", gzip: true },
  { name: "Phones, on top", path: lazy(route("_app/phones")), limit: "40 kB", gzip: true },
  {
    name: "API reference",
    path: visit("index.html", route("docs")),
    limit: "150 kB",
    gzip: true,
  },
  { name: "GraphiQL", path: visit("graphiql/index.html"), limit: "450 kB", gzip: true },
];
