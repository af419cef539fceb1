import { Check, Monitor, Moon, Sun } from "lucide-react";
import { useStore } from "@/lib/store";
import { setTheme, type Theme, theme, themes } from "@/lib/theme";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";

const looks: Record<Theme, { icon: typeof Sun; word: string }> = {
  light: { icon: Sun, word: "Light" },
  dark: { icon: Moon, word: "Dark" },
  system: { icon: Monitor, word: "As the system" },
};

export function ThemeMenu() {
  const chosen = useStore(theme);
  const Current = looks[chosen].icon;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={`Theme: ${looks[chosen].word}`}>
          <Current aria-hidden="true" />
        </Button>
      }
    >
      {themes.map((value) => {
        const { icon: Icon, word } = looks[value];
        return (
          <MenuItem key={value} onSelect={() => setTheme(value)}>
            <Icon aria-hidden="true" />
            {word}
            {value === chosen && <Check className="ms-auto text-accent-ink" aria-label="chosen" />}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
