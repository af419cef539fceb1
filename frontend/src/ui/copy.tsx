import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { copyText } from "./clipboard";

type Props = {
  text: string;
  /** What is copied, such as "API key". */
  what: string;
  /** Shows the icon alone; the name stays for screen readers. */
  iconOnly?: boolean;
};

export function CopyButton({ text, what, iconOnly }: Props) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const Icon = state === "copied" ? Check : Copy;
  const word = { idle: "Copy", copied: "Copied", failed: "Select and copy by hand" }[state];
  return (
    <Button
      size={iconOnly ? "icon" : "sm"}
      variant={iconOnly ? "ghost" : "secondary"}
      aria-label={`${word}: ${what}`}
      title={iconOnly ? `Copy ${what}` : undefined}
      onClick={async () => setState((await copyText(text)) ? "copied" : "failed")}
    >
      <Icon aria-hidden="true" />
      {!iconOnly && word}
      <span className="sr-only" aria-live="polite">
        {state === "copied" ? `${what} copied` : ""}
      </span>
    </Button>
  );
}

/** A secret or an id to take along. */
export function CopyField({ text, what }: { text: string; what: string }) {
  return (
    <div className="flex min-w-0 items-center gap-1 rounded-lg border border-line bg-sunken ps-3">
      <code className="min-w-0 flex-1 py-2 font-mono text-sm break-all">{text}</code>
      <CopyButton text={text} what={what} iconOnly />
    </div>
  );
}

export function CodeBlock({ code, what }: { code: string; what: string }) {
  return (
    <div className="relative min-w-0 rounded-lg border border-line bg-sunken">
      {/* A region that scrolls has to be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <pre className="overflow-x-auto p-3.5 pe-14 font-mono text-sm leading-relaxed" tabIndex={0}>
        {code}
      </pre>
      <div className="absolute end-1 top-1 rounded-lg bg-sunken">
        <CopyButton text={code} what={what} iconOnly />
      </div>
    </div>
  );
}
