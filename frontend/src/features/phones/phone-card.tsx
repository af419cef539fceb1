import { Tabs } from "radix-ui";
import { useState } from "react";
import { formatNumber } from "@/lib/phone-number";
import { type Phone, sandboxApi } from "@/lib/sandbox-api";
import { usePolling } from "@/lib/use-polling";
import { PanelBoundary } from "@/ui/panel-boundary";
import { act } from "./act";
import { PhoneChats } from "./phone-chats";
import { PhoneDevices } from "./phone-devices";
import { PhoneScan } from "./phone-scan";

function OnlineSwitch({ phone }: { phone: Phone }) {
  const [online, setOnline] = useState(phone.online ?? true);
  async function change(next: boolean) {
    setOnline(next);
    const done = await act(sandboxApi.presence(phone.number, next ? "online" : "offline"));
    if (!done) setOnline(!next);
  }
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-2 text-sm">
      <input
        type="checkbox"
        checked={online}
        className="size-4.5 accent-accent"
        onChange={(event) => change(event.target.checked)}
      />
      Online
    </label>
  );
}

const tabs = [
  { value: "chats", label: "Chats" },
  { value: "scan", label: "Link" },
  { value: "devices", label: "Devices" },
];

type Props = { phone: Phone; names: ReadonlyMap<string, string> };

export function PhoneCard({ phone, names }: Props) {
  const [tab, setTab] = useState("chats");
  const { data: messages, refresh } = usePolling(() => sandboxApi.messages(phone.number));
  return (
    <li className="mx-auto w-full min-w-0 max-w-sm rounded-[2rem] border border-control/60 bg-sunken p-2.5 shadow-card">
      <article
        aria-label={`Phone ${phone.name}`}
        className="flex h-[34rem] flex-col overflow-hidden rounded-3xl border border-line bg-surface"
      >
        <header className="flex items-center gap-3 border-b border-line px-4 py-2">
          <div className="min-w-0 flex-1">
            <h2 className="truncate font-semibold">{phone.name}</h2>
            <p className="truncate text-sm text-muted tabular">{formatNumber(phone.number)}</p>
          </div>
          <OnlineSwitch phone={phone} />
        </header>
        <Tabs.Root value={tab} onValueChange={setTab} className="flex min-h-0 flex-1 flex-col">
          <div className="min-h-0 flex-1">
            <PanelBoundary name="This phone">
              <Tabs.Content value="chats" className="h-full -outline-offset-2">
                <PhoneChats
                  phone={phone}
                  messages={messages ?? []}
                  names={names}
                  onChanged={refresh}
                />
              </Tabs.Content>
              <Tabs.Content value="scan" className="grid h-full -outline-offset-2">
                <PhoneScan phone={phone} onLinked={() => setTab("devices")} />
              </Tabs.Content>
              <Tabs.Content value="devices" className="grid h-full -outline-offset-2">
                <PhoneDevices phone={phone} />
              </Tabs.Content>
            </PanelBoundary>
          </div>
          <Tabs.List
            aria-label={`Parts of ${phone.name}`}
            className="grid grid-cols-3 border-t border-line"
          >
            {tabs.map(({ value, label }) => (
              <Tabs.Trigger
                key={value}
                value={value}
                className="min-h-12 text-sm font-medium text-muted -outline-offset-2 data-[state=active]:bg-accent-soft data-[state=active]:text-accent-ink"
              >
                {label}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
        </Tabs.Root>
      </article>
    </li>
  );
}
