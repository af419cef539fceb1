import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, Settings } from "lucide-react";
import { logout } from "@/lib/session";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";

export function UserMenu({ username }: { username: string }) {
  return (
    <Menu
      align="start"
      trigger={
        <Button variant="ghost" className="min-w-0 flex-1 justify-start px-2">
          <Avatar name={username} className="size-8 text-xs" />
          <span className="truncate">{username}</span>
          <ChevronsUpDown className="ms-auto text-muted" aria-hidden="true" />
        </Button>
      }
    >
      <MenuItem asChild>
        <Link to="/settings">
          <Settings aria-hidden="true" />
          Settings
        </Link>
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={logout}>
        <LogOut aria-hidden="true" />
        Sign out
      </MenuItem>
    </Menu>
  );
}
