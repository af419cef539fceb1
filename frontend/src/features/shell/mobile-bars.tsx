import { Link } from "@tanstack/react-router";
import { BookOpen, Braces, LogOut, Menu as MenuIcon } from "lucide-react";
import { logout } from "@/lib/session";
import { Logo } from "@/ui/logo";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { LinkIndicator } from "./link-indicator";
import { navItems } from "./nav-items";
import { ThemeMenu } from "./theme-menu";

export function TopBar() {
  return (
    <header className="flex min-h-14 items-center justify-between gap-2 border-b border-line bg-surface px-4 lg:hidden">
      <Link to="/" aria-label="Switchboard, overview" className="flex min-h-11 items-center">
        <Logo />
      </Link>
      <div className="flex items-center">
        <LinkIndicator compact />
        <ThemeMenu />
      </div>
    </header>
  );
}

const entry =
  "flex min-h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium text-muted data-[status=active]:text-accent-ink [&_svg]:size-5.5";

/** The navigation of phones: what is used daily, and the rest behind "More". */
export function BottomBar({ sandbox, username }: { sandbox: boolean; username: string }) {
  const items = navItems(sandbox);
  return (
    <nav
      aria-label="Main"
      className="pad-safe-bottom grid auto-cols-fr grid-flow-col border-t border-line bg-surface lg:hidden"
    >
      {items
        .filter((item) => item.primary)
        .map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === "/" }} className={entry}>
            <Icon aria-hidden="true" />
            {label}
          </Link>
        ))}
      <Menu
        trigger={
          <button type="button" className={entry}>
            <MenuIcon aria-hidden="true" />
            More
          </button>
        }
      >
        {items
          .filter((item) => !item.primary)
          .map(({ to, label, icon: Icon }) => (
            <MenuItem key={to} asChild>
              <Link to={to}>
                <Icon aria-hidden="true" />
                {label}
              </Link>
            </MenuItem>
          ))}
        <MenuItem asChild>
          <Link to="/docs">
            <BookOpen aria-hidden="true" />
            API reference
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <a href="/graphiql/">
            <Braces aria-hidden="true" />
            GraphiQL
          </a>
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Signed in as {username}</MenuLabel>
        <MenuItem onSelect={logout}>
          <LogOut aria-hidden="true" />
          Sign out
        </MenuItem>
      </Menu>
    </nav>
  );
}
