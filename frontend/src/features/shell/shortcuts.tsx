import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { shortcutsOn } from "@/lib/shortcuts";
import { Dialog } from "@/ui/dialog";

const goTo = {
  o: "/",
  a: "/accounts",
  i: "/inbox",
  w: "/webhooks",
  s: "/system",
} as const;

const sheet: readonly [string, string][] = [
  ["g o", "Overview"],
  ["g a", "Accounts"],
  ["g i", "Inbox"],
  ["g w", "Webhooks"],
  ["g s", "System"],
  ["/", "Search on this page"],
  ["n", "Add an account or a webhook, or write to a new number in the inbox"],
  ["?", "This list"],
];

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Single keys act on the page, unless somebody types or a dialog is open. */
export function Shortcuts() {
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);

  useEffect(() => {
    let afterG = 0;
    const onKey = (event: KeyboardEvent) => {
      if (!shortcutsOn() || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typing(event.target) || document.querySelector("[role=dialog][data-state=open]")) return;
      const key = event.key.toLowerCase();
      if (Date.now() - afterG < 1200 && key in goTo) {
        event.preventDefault();
        afterG = 0;
        void navigate({ to: goTo[key as keyof typeof goTo] });
      } else if (key === "g") {
        afterG = Date.now();
      } else if (key === "?") {
        setHelp(true);
      } else if (key === "/" || key === "n") {
        const target = document.querySelector<HTMLElement>(
          key === "/" ? "[type=search]" : "[data-shortcut=new]",
        );
        if (!target) return;
        event.preventDefault();
        if (key === "/") target.focus();
        else target.click();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate]);

  return (
    <Dialog open={help} onOpenChange={setHelp} title="Keyboard shortcuts">
      <dl className="grid gap-2.5">
        {sheet.map(([keys, what]) => (
          <div key={keys} className="flex items-baseline gap-4">
            <dt className="w-14 shrink-0">
              <kbd className="rounded-md border border-line bg-sunken px-1.5 py-0.5 font-mono text-sm">
                {keys}
              </kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-sm text-muted">Single keys can be switched off in Settings.</p>
    </Dialog>
  );
}
