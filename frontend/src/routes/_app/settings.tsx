import { createFileRoute } from "@tanstack/react-router";
import { AppearanceCard } from "@/features/settings/appearance-card";
import { TokensCard } from "@/features/settings/tokens-card";
import { useTitle } from "@/lib/title";
import { Page, PageHeader } from "@/ui/page";
import { PanelBoundary } from "@/ui/panel-boundary";

export const Route = createFileRoute("/_app/settings")({ component: Settings });

function Settings() {
  useTitle("Settings");
  return (
    <Page narrow>
      <PageHeader title="Settings" />
      <div className="grid gap-4">
        <PanelBoundary name="Appearance">
          <AppearanceCard />
        </PanelBoundary>
        <PanelBoundary name="Tokens">
          <TokensCard />
        </PanelBoundary>
      </div>
    </Page>
  );
}
