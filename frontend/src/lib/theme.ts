import { createStore } from "./store";

export type Theme = "light" | "dark" | "system";
export const themes: readonly Theme[] = ["light", "dark", "system"];

const darkSystem = () => window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme {
  try {
    const choice = localStorage.getItem("theme");
    return choice === "light" || choice === "dark" ? choice : "system";
  } catch {
    return "system";
  }
}

export const theme = createStore<Theme>(stored());

function paint() {
  const choice = theme.get();
  const dark = choice === "dark" || (choice === "system" && darkSystem().matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

export function setTheme(choice: Theme) {
  theme.set(choice);
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // The choice then lasts as long as the page.
  }
  paint();
}

export function followSystemTheme() {
  darkSystem().addEventListener("change", paint);
}
