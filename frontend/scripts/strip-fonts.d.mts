import type { Plugin } from "vite";

export function stripFonts(): Plugin;
