type Way = "scan" | "code";

const last: Record<Way, string> = {
  scan: "Point the phone at this screen.",
  code: "Tap Link with phone number instead and type the code.",
};

/** What to do on the phone, in the phone's own words. */
export function PhoneSteps({ way }: { way: Way }) {
  const steps = [
    "Open WhatsApp on the phone.",
    "On Android: the three dots, then Linked devices. On iPhone: Settings, then Linked devices.",
    "Tap Link a device.",
    last[way],
  ];
  return (
    <ol className="grid gap-3">
      {steps.map((step, index) => (
        <li key={step} className="flex gap-3">
          <span
            aria-hidden="true"
            className="grid size-7 shrink-0 place-content-center rounded-full bg-accent-soft text-sm font-semibold text-accent-ink"
          >
            {index + 1}
          </span>
          <span className="pt-0.5">{step}</span>
        </li>
      ))}
    </ol>
  );
}
