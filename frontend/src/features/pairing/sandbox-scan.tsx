import { FlaskConical } from "lucide-react";
import { useEffect, useState } from "react";
import { formatNumber } from "@/lib/phone-number";
import { messageOf, type Phone, sandboxApi } from "@/lib/sandbox-api";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Select } from "@/ui/field";
import { toast } from "@/ui/toast";

/** In the sandbox: a phone that does not exist scans the code that is on the screen. */
export function SandboxScan({ code }: { code: string | undefined }) {
  const [phones, setPhones] = useState<Phone[]>([]);
  const [chosen, setChosen] = useState("");
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    sandboxApi.phones().then(setPhones, () => setPhones([]));
  }, []);

  async function scan() {
    if (!code) return;
    setBusy(true);
    try {
      const number = chosen || (await sandboxApi.createPhone({ name: "Simulated phone" })).number;
      await sandboxApi.scan(number, code);
    } catch (error) {
      toast(messageOf(error), "bad");
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card className="flex flex-wrap items-end gap-3 p-5">
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="flex items-center gap-2 font-semibold">
          <FlaskConical className="size-4.5 text-warn" aria-hidden="true" />
          No phone at hand?
        </h2>
        <p className="mt-1 mb-3 text-sm text-muted">
          In the sandbox a simulated phone can scan the code for you.
        </p>
        <Select
          aria-label="Simulated phone"
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
        >
          <option value="">A new phone</option>
          {phones.map((phone) => (
            <option key={phone.number} value={phone.number}>
              {phone.name} · {formatNumber(phone.number)}
            </option>
          ))}
        </Select>
      </div>
      <Button onClick={scan} busy={busy} disabled={!code}>
        Scan with a simulated phone
      </Button>
    </Card>
  );
}
