import { createFileRoute } from "@tanstack/react-router";
import { NewAccountForm } from "@/features/accounts/new-account-form";
import { useTitle } from "@/lib/title";
import { Card } from "@/ui/card";
import { Page, PageHeader } from "@/ui/page";

export const Route = createFileRoute("/_app/accounts/new")({ component: NewAccount });

function NewAccount() {
  useTitle("Add account");
  return (
    <Page narrow>
      <PageHeader
        title="Add account"
        description="Next you scan a QR code with the phone, as for WhatsApp Web."
      />
      <Card className="p-5">
        <NewAccountForm />
      </Card>
    </Page>
  );
}
