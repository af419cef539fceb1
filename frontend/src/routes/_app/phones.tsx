import { createFileRoute, notFound } from "@tanstack/react-router";
import { Plus, Smartphone } from "lucide-react";
import { useMemo, useState } from "react";
import { NewPhoneDialog } from "@/features/phones/new-phone";
import { PhoneCard } from "@/features/phones/phone-card";
import { useAccounts } from "@/lib/accounts-live";
import { sandboxApi } from "@/lib/sandbox-api";
import { useTitle } from "@/lib/title";
import { usePolling } from "@/lib/use-polling";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Page, PageHeader } from "@/ui/page";
import { Empty, Failure, Loading, Skeleton } from "@/ui/states";

export const Route = createFileRoute("/_app/phones")({
  beforeLoad: ({ context }) => {
    if (!context.who.sandbox) throw notFound();
  },
  component: Phones,
});

function Phones() {
  useTitle("Phones");
  const { data: phones, error, refresh } = usePolling(sandboxApi.phones, 2000);
  const { accounts } = useAccounts();
  const [creating, setCreating] = useState(false);
  const names = useMemo(() => {
    const known = new Map(phones?.map(({ number, name }) => [number, name]));
    for (const { phoneNumber, name } of accounts ?? [])
      if (phoneNumber) known.set(phoneNumber, name);
    return known;
  }, [phones, accounts]);

  return (
    <Page>
      <PageHeader
        title="Phones"
        description="People with phones on the simulated network: they scan, write, read and answer."
        action={
          <Button variant="primary" onClick={() => setCreating(true)} data-shortcut="new">
            <Plus aria-hidden="true" />
            New phone
          </Button>
        }
      />
      {phones ? (
        phones.length === 0 ? (
          <Card>
            <Empty
              icon={<Smartphone />}
              title="No phones yet"
              action={
                <Button variant="primary" onClick={() => setCreating(true)}>
                  Create the first phone
                </Button>
              }
            >
              One can scan an account's code, another can be the customer who writes to it.
            </Empty>
          </Card>
        ) : (
          <ul className="grid grid-cols-1 gap-5 md:grid-cols-2 xl:grid-cols-3">
            {phones.map((phone) => (
              <PhoneCard key={phone.number} phone={phone} names={names} />
            ))}
          </ul>
        )
      ) : error ? (
        <Failure message={error.message} onRetry={refresh} />
      ) : (
        <Loading what="phones">
          <div className="grid grid-cols-1 gap-5 md:grid-cols-2 xl:grid-cols-3">
            <Skeleton className="h-[34rem] rounded-[2rem]" />
            <Skeleton className="h-[34rem] rounded-[2rem]" />
          </div>
        </Loading>
      )}
      <NewPhoneDialog open={creating} onClose={() => setCreating(false)} onCreated={refresh} />
    </Page>
  );
}
