import { CopyField } from "@/ui/copy";
import { Notice } from "@/ui/notice";

// In memory only, so that the page after making a webhook can show what is told once.
const fresh = new Map<string, string>();

export const rememberSecret = (id: string, secret: string) => fresh.set(id, secret);
export const freshSecret = (id: string): string | undefined => fresh.get(id);

/** A signing secret, shown this once. */
export function Secret({ secret }: { secret: string }) {
  return (
    <div className="grid gap-3">
      <Notice tone="warn" title="Copy the secret now: it is shown this once.">
        With it the receiver checks the header <code className="font-mono">webhook-signature</code>,
        as Standard Webhooks says.
      </Notice>
      <CopyField text={secret} what="signing secret" />
    </div>
  );
}
