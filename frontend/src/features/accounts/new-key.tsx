import { sendSample } from "@/lib/curl";
import { CodeBlock, CopyField } from "@/ui/copy";

type Props = { apiKey: string; number?: string | null | undefined };

/** A key that the server tells once, with the first call to make with it. */
export function NewKey({ apiKey, number }: Props) {
  return (
    <div className="grid gap-3">
      <p className="text-sm text-muted">
        Copy it now: it is stored hashed and not shown again. It sends and reads for this account
        only.
      </p>
      <CopyField text={apiKey} what="API key" />
      <CodeBlock
        code={sendSample(window.location.origin, apiKey, number ?? "4915112345678")}
        what="curl sample"
      />
    </div>
  );
}
