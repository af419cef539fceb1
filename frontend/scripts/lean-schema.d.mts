import type { Plugin } from "vite";

export function leanSchema(): Plugin;
