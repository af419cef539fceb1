import { Link } from "@tanstack/react-router";
import { Ellipsis, FolderOpen, Inbox, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import type { AccountLineFragment } from "@/gql/graphql";
import { useReconnect } from "@/lib/account-actions";
import { describe } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { DeleteAccountDialog } from "./delete-account";

export function AccountMenu({ account }: { account: AccountLineFragment }) {
  const [deleting, setDeleting] = useState(false);
  const [, reconnect] = useReconnect();

  async function startReconnect() {
    const result = await reconnect({ id: account.id });
    if (result.error) toast(describe(result.error).message, "bad");
    else toast(`${account.name} is connecting.`);
  }

  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={`Actions for ${account.name}`}>
            <Ellipsis aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem asChild>
          <Link to="/accounts/$id" params={{ id: account.id }}>
            <FolderOpen aria-hidden="true" />
            Open
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link to="/inbox/$accountId" params={{ accountId: account.id }}>
            <Inbox aria-hidden="true" />
            Inbox
          </Link>
        </MenuItem>
        <MenuItem onSelect={startReconnect}>
          <RotateCw aria-hidden="true" />
          Reconnect
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={() => setDeleting(true)}>
          <Trash2 aria-hidden="true" />
          Delete …
        </MenuItem>
      </Menu>
      <DeleteAccountDialog account={account} open={deleting} onOpenChange={setDeleting} />
    </>
  );
}
