import { createFileRoute } from "@tanstack/react-router";
import { useTitle } from "@/lib/title";
import { Page, PageHeader } from "@/ui/page";

export const Route = createFileRoute("/_app/")({ component: Overview });

function Overview() {
  useTitle("Overview");
  return (
    <Page>
      <PageHeader title="Overview" />
    </Page>
  );
}
