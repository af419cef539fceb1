import { createFileRoute, Outlet, redirect } from "@tanstack/react-router";
import { lazy } from "react";
import { NotFound } from "@/features/shell/not-found";
import { SessionDialog } from "@/features/shell/session-dialog";
import { Shell } from "@/features/shell/shell";
import { useAccountsLive } from "@/lib/accounts-live";
import { bootstrap } from "@/lib/bootstrap";
import { reconnects, retryNow } from "@/lib/connection";
import { session } from "@/lib/session";
import { PanelBoundary } from "@/ui/panel-boundary";

// Seldom needed, and the dialog loads when it is.
const LoginForm = lazy(() =>
  import("@/features/auth/login-form").then((module) => ({ default: module.LoginForm })),
);

export const Route = createFileRoute("/_app")({
  beforeLoad: async ({ location }) => {
    const who = await bootstrap();
    if (!who) throw redirect({ to: "/login", search: { to: location.href } });
    return { who };
  },
  component: App,
  notFoundComponent: () => <NotFound />,
});

function signedInAgain() {
  session.set("in");
  retryNow();
  reconnects.set((count) => count + 1);
}

function App() {
  const { who } = Route.useRouteContext();
  useAccountsLive();
  return (
    <Shell sandbox={who.sandbox} username={who.username}>
      <PanelBoundary name="This page">
        <Outlet />
      </PanelBoundary>
      <SessionDialog>
        <LoginForm username={who.username} onDone={signedInAgain} />
      </SessionDialog>
    </Shell>
  );
}
