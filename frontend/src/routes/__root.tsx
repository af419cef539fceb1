import { createRootRoute, Outlet } from "@tanstack/react-router";
import { NotFound } from "@/features/shell/not-found";
import { Failure } from "@/ui/states";
import { Toaster } from "@/ui/toast";

export const Route = createRootRoute({
  component: Root,
  notFoundComponent: () => (
    <main>
      <NotFound />
    </main>
  ),
  errorComponent: ({ error, reset }) => (
    <main className="grid min-h-dvh place-content-center">
      <h1 className="sr-only">Switchboard cannot be shown</h1>
      <Failure
        message={(error instanceof Error && error.message) || "Something went wrong."}
        onRetry={reset}
      />
    </main>
  ),
});

function Root() {
  return (
    <>
      <Outlet />
      <Toaster />
    </>
  );
}
