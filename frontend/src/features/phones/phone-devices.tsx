import { type Device, type Fault, type Phone, sandboxApi } from "@/lib/sandbox-api";
import { usePolling } from "@/lib/use-polling";
import { Button } from "@/ui/button";
import { RelativeTime } from "@/ui/relative-time";
import { Status } from "@/ui/status";
import { act } from "./act";

const faults: readonly { kind: Fault; label: string }[] = [
  { kind: "drop_connection", label: "Drop the connection" },
  { kind: "logged_out", label: "Log out" },
  { kind: "replaced", label: "Replace the session" },
  { kind: "temp_ban", label: "Ban for a while" },
  { kind: "outdated", label: "Call the client outdated" },
];

function DeviceRow({
  phone,
  device,
  onChanged,
}: {
  phone: Phone;
  device: Device;
  onChanged: () => void;
}) {
  return (
    <li className="flex items-center justify-between gap-2">
      <div className="min-w-0">
        <p className="truncate font-medium">{device.platform || `Device ${device.id}`}</p>
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
          <Status
            tone={device.online ? "ok" : "neutral"}
            word={device.online ? "Online" : "Offline"}
          />
          linked <RelativeTime iso={device.linked_at} />
        </p>
      </div>
      <Button
        size="sm"
        variant="danger"
        aria-label={`Unlink ${device.platform || `device ${device.id}`}`}
        onClick={async () => {
          await act(sandboxApi.unlink(phone.number, device.id), "Unlinked.");
          onChanged();
        }}
      >
        Unlink
      </Button>
    </li>
  );
}

export function PhoneDevices({ phone }: { phone: Phone }) {
  const { data: devices, refresh } = usePolling(() => sandboxApi.devices(phone.number), 2000);
  return (
    <div className="grid content-start gap-5 overflow-y-auto p-4">
      <section>
        <h4 className="mb-2 text-sm font-medium">Linked devices</h4>
        {devices?.length ? (
          <ul className="grid gap-3">
            {devices.map((device) => (
              <DeviceRow key={device.id} phone={phone} device={device} onChanged={refresh} />
            ))}
          </ul>
        ) : (
          <p className="text-sm text-muted">{devices ? "None." : "Asking …"}</p>
        )}
      </section>
      <section>
        <h4 className="mb-1 text-sm font-medium">Faults</h4>
        <p className="mb-2 text-sm text-muted">What WhatsApp does to this number's devices.</p>
        <div className="flex flex-wrap gap-2">
          {faults.map(({ kind, label }) => (
            <Button
              key={kind}
              size="sm"
              onClick={() => act(sandboxApi.fault(kind, phone.number), `${label}: done.`)}
            >
              {label}
            </Button>
          ))}
          <Button
            size="sm"
            variant="ghost"
            onClick={() => act(sandboxApi.clearFaults(), "All faults ended.")}
          >
            End all faults
          </Button>
        </div>
      </section>
    </div>
  );
}
