import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { AccountDetailsFragment, AccountLineFragment } from "@/gql/graphql";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { ApiKeyCard } from "./api-key-card";
import { DeleteAccountDialog } from "./delete-account";
import { LimitsForm } from "./limits-form";
import { ProxyCard } from "./proxy-card";
import { RenameForm } from "./rename-form";

type Props = { account: AccountLineFragment; details: AccountDetailsFragment };

export function AccountSettings({ account, details }: Props) {
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  return (
    <div className="grid gap-4">
      <Card>
        <CardHeader title="Name" />
        <RenameForm id={account.id} name={account.name} description={account.description} />
      </Card>
      <Card>
        <CardHeader
          title="Sending limits"
          description="They keep the number from looking like a machine. 0 turns a limit off."
        />
        <LimitsForm id={account.id} limits={details.limits} overrides={details.overrides} />
      </Card>
      <ApiKeyCard id={account.id} prefix={details.apiKeyPrefix} number={account.phoneNumber} />
      <ProxyCard id={account.id} name={account.name} proxy={details.proxy} />
      <Card>
        <CardHeader
          title="Delete"
          description="Logs out at WhatsApp and removes all messages and files of this account."
          action={
            <Button variant="danger" size="sm" onClick={() => setDeleting(true)}>
              Delete account …
            </Button>
          }
        />
      </Card>
      <DeleteAccountDialog
        account={account}
        open={deleting}
        onOpenChange={setDeleting}
        onDeleted={() => navigate({ to: "/accounts" })}
      />
    </div>
  );
}
