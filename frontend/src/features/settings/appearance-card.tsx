import { useState } from "react";
import { receiptsOn, setReceipts } from "@/lib/receipts";
import { setShortcuts, shortcutsOn } from "@/lib/shortcuts";
import { useStore } from "@/lib/store";
import { setTheme, type Theme, theme, themes } from "@/lib/theme";
import { Card, CardHeader } from "@/ui/card";

const words: Record<Theme, string> = { light: "Light", dark: "Dark", system: "As the system" };

export function AppearanceCard() {
  const chosen = useStore(theme);
  const [keys, setKeys] = useState(shortcutsOn);
  const [receipts, showReceipts] = useState(receiptsOn);
  return (
    <Card>
      <CardHeader title="Appearance" description="Kept in this browser." />
      <fieldset className="px-5 pb-4">
        <legend className="mb-2 text-sm font-medium">Theme</legend>
        <div className="flex flex-wrap gap-2">
          {themes.map((value) => (
            <label
              key={value}
              className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-lg border border-line px-4 has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="theme"
                className="accent-accent outline-none"
                checked={value === chosen}
                onChange={() => setTheme(value)}
              />
              {words[value]}
            </label>
          ))}
        </div>
      </fieldset>
      <label className="flex min-h-12 cursor-pointer items-center gap-3 border-t border-line px-5 py-2">
        <input
          type="checkbox"
          className="size-4.5 accent-accent"
          checked={keys}
          onChange={(event) => {
            setKeys(event.target.checked);
            setShortcuts(event.target.checked);
          }}
        />
        Keyboard shortcuts of single keys. Press ? for the list.
      </label>
      <label className="flex min-h-12 cursor-pointer items-center gap-3 border-t border-line px-5 py-2">
        <input
          type="checkbox"
          className="size-4.5 accent-accent"
          checked={receipts}
          onChange={(event) => {
            showReceipts(event.target.checked);
            setReceipts(event.target.checked);
          }}
        />
        Send read receipts when I open a chat.
      </label>
    </Card>
  );
}
