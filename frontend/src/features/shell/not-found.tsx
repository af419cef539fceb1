import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Page, PageHeader } from "@/ui/page";
import { Empty } from "@/ui/states";

export function NotFound({ what = "This page" }: { what?: string }) {
  useTitle("Not found");
  return (
    <Page narrow>
      <PageHeader title="Not found" />
      <Empty
        icon={<Compass />}
        title={`${what} does not exist.`}
        action={
          <Button asChild variant="primary">
            <Link to="/">Go to the overview</Link>
          </Button>
        }
      >
        It may have been deleted, or the address has a typing mistake.
      </Empty>
    </Page>
  );
}
