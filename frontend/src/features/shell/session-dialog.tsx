import { type ReactNode, Suspense } from "react";
import { session } from "@/lib/session";
import { useStore } from "@/lib/store";
import { Dialog } from "@/ui/dialog";

/** Lies over the page when the session ended, so that what was typed is still there afterwards. */
export function SessionDialog({ children }: { children: ReactNode }) {
  const expired = useStore(session) === "expired";
  return (
    <Dialog
      open={expired}
      onOpenChange={() => undefined}
      locked
      title="Sign in again"
      description="Your session ended. The page stays as it is."
    >
      <Suspense fallback={null}>{children}</Suspense>
    </Dialog>
  );
}
