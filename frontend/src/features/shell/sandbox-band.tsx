import { FlaskConical } from "lucide-react";

export function SandboxBand() {
  return (
    <aside
      aria-label="Sandbox"
      className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-center text-sm font-medium text-warn"
    >
      <FlaskConical className="size-4 shrink-0" aria-hidden="true" />
      Sandbox: WhatsApp is simulated.
      <span className="hidden sm:inline">Nothing leaves this server.</span>
    </aside>
  );
}
