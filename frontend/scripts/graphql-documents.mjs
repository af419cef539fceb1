// Replaces each graphql(`…`) call by the text of its document with the fragments it spreads. The
// syntax trees that codegen writes are ten times as long, and every page would load those of all.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const call = /\bgraphql\(\s*`\s*((?:query|mutation|subscription|fragment)\s+(\w+)[^`]*)`,?\s*\)/g;
const minify = (text) =>
  text
    .replace(/\s+/g, " ")
    .replace(/ ?([{}():,!$]) ?/g, "$1")
    .trim();

function collectFragments(root) {
  const fragments = new Map();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!/\.tsx?$/.test(entry.name) || entry.parentPath.endsWith("/gql")) continue;
    const code = readFileSync(join(entry.parentPath, entry.name), "utf8");
    for (const [, text, name] of code.matchAll(call)) {
      if (text.startsWith("fragment")) fragments.set(name, minify(text));
    }
  }
  return fragments;
}

export function graphqlDocuments(root) {
  let fragments = new Map();

  function withFragments(text) {
    const needed = new Map();
    const add = (part) => {
      for (const [, name] of part.matchAll(/\.\.\.\s*(\w+)/g)) {
        const fragment = fragments.get(name);
        if (!fragment) throw new Error(`No fragment is named ${name}.`);
        if (needed.has(name)) continue;
        needed.set(name, fragment);
        add(fragment);
      }
    };
    add(text);
    return [minify(text), ...needed.values()].join(" ");
  }

  return {
    name: "graphql-documents",
    enforce: "pre",
    apply: "build",
    buildStart() {
      fragments = collectFragments(root);
    },
    transform: {
      filter: { id: /\/src\/(?!gql\/).*\.tsx?/, code: /\bgraphql\(/ },
      handler: (code) => ({
        code: code.replace(call, (_whole, text) => JSON.stringify(withFragments(text))),
        map: null,
      }),
    },
  };
}
