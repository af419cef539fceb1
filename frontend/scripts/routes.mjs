// Writes src/routeTree.gen.ts, as the dev server and the build do, without running either.
import { Generator, getConfig } from "@tanstack/router-generator";

const root = process.cwd();
const config = getConfig({ target: "react", autoCodeSplitting: true }, root);
await new Generator({ config, root }).run();
