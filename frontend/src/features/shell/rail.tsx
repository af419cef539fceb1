import { Link } from "@tanstack/react-router";
import { BookOpen, Braces } from "lucide-react";
import { Logo } from "@/ui/logo";
import { LinkIndicator } from "./link-indicator";
import { navItems } from "./nav-items";
import { ThemeMenu } from "./theme-menu";
import { UserMenu } from "./user-menu";

const entry =
  "flex min-h-11 items-center gap-3 rounded-lg px-3 font-medium text-muted hover:bg-hover hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:text-accent-ink [&_svg]:size-5";

/** The navigation of wide screens. */
export function Rail({ sandbox, username }: { sandbox: boolean; username: string }) {
  return (
    <aside className="hidden w-60 overflow-y-auto shrink-0 flex-col border-e border-line bg-surface lg:flex">
      <Link to="/" className="m-3 mb-2 flex min-h-11 items-center rounded-lg px-2">
        <Logo />
      </Link>
      <nav aria-label="Main" className="grid gap-0.5 px-3">
        {navItems(sandbox).map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === "/" }} className={entry}>
            <Icon aria-hidden="true" />
            {label}
          </Link>
        ))}
      </nav>
      <div className="mx-3 my-3 border-t border-line" />
      <nav aria-label="Developers" className="grid gap-0.5 px-3">
        <Link to="/docs" className={entry}>
          <BookOpen aria-hidden="true" />
          API reference
        </Link>
        <a href="/graphiql/" className={entry}>
          <Braces aria-hidden="true" />
          GraphiQL
        </a>
      </nav>
      <div className="mt-auto grid gap-2 border-t border-line p-3">
        <LinkIndicator />
        <div className="flex items-center gap-1">
          <UserMenu username={username} />
          <ThemeMenu />
        </div>
      </div>
    </aside>
  );
}
