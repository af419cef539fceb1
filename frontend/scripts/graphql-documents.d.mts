import type { Plugin } from "vite";

export function graphqlDocuments(root: string): Plugin;
