import {
  Inbox,
  LayoutDashboard,
  type LucideIcon,
  ServerCog,
  Settings,
  Smartphone,
  Users,
  Webhook,
} from "lucide-react";

type Item = {
  to: "/" | "/accounts" | "/inbox" | "/webhooks" | "/phones" | "/system" | "/settings";
  label: string;
  icon: LucideIcon;
  /** On the bottom bar of phones; the rest is behind "More". */
  primary: boolean;
  sandboxOnly?: boolean;
};

const items: readonly Item[] = [
  { to: "/", label: "Overview", icon: LayoutDashboard, primary: true },
  { to: "/accounts", label: "Accounts", icon: Users, primary: true },
  { to: "/inbox", label: "Inbox", icon: Inbox, primary: true },
  { to: "/phones", label: "Phones", icon: Smartphone, primary: true, sandboxOnly: true },
  { to: "/webhooks", label: "Webhooks", icon: Webhook, primary: false },
  { to: "/system", label: "System", icon: ServerCog, primary: false },
  { to: "/settings", label: "Settings", icon: Settings, primary: false },
];

export const navItems = (sandbox: boolean) => items.filter((item) => sandbox || !item.sandboxOnly);
