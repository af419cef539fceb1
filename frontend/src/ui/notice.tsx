import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const tones = {
  ok: { style: "border-ok/35 bg-ok-soft", ink: "text-ok", icon: CircleCheck },
  warn: { style: "border-warn/35 bg-warn-soft", ink: "text-warn", icon: TriangleAlert },
  bad: { style: "border-bad/35 bg-bad-soft", ink: "text-bad", icon: CircleAlert },
  info: { style: "border-info/35 bg-info-soft", ink: "text-info", icon: Info },
};

type Props = {
  tone: keyof typeof tones;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
};

export function Notice({ tone, title, children, action }: Props) {
  const { style, ink, icon: Icon } = tones[tone];
  return (
    <div className={clsx("flex flex-wrap items-start gap-3 rounded-xl border p-4", style)}>
      <Icon className={clsx("mt-0.5 size-5 shrink-0", ink)} aria-hidden="true" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 text-sm">{children}</div>}
      </div>
      {action}
    </div>
  );
}
