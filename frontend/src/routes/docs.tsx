import { createFileRoute, Link } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import type { OpenApi } from "@/features/reference/openapi";
import { Reference } from "@/features/reference/reference";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Logo } from "@/ui/logo";
import { Page, PageHeader } from "@/ui/page";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";

export const Route = createFileRoute("/docs")({ component: Docs });

type State = { api: OpenApi } | { error: string } | null;

async function fetchApi(): Promise<State> {
  try {
    const response = await fetch("/openapi.json");
    if (!response.ok) return { error: `The description could not be loaded (${response.status}).` };
    return { api: (await response.json()) as OpenApi };
  } catch {
    return { error: "The server cannot be reached." };
  }
}

function Docs() {
  useTitle("API reference");
  const [state, setState] = useState<State>(null);
  const load = useCallback(() => {
    setState(null);
    void fetchApi().then(setState);
  }, []);
  useEffect(load, [load]);

  const api = state && "api" in state ? state.api : null;
  useEffect(() => {
    // The part the address names is there only now.
    if (api && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [api]);

  return (
    <>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex min-h-14 max-w-6xl items-center justify-between gap-3 px-4 sm:px-6">
          <Link to="/" aria-label="Switchboard, overview" className="flex min-h-11 items-center">
            <Logo />
          </Link>
          <Button asChild size="sm" variant="ghost">
            <Link to="/">Dashboard</Link>
          </Button>
        </div>
      </header>
      <main>
        <Page>
          <PageHeader
            title="API reference"
            description={
              <>
                REST, JSON. Also as{" "}
                <a href="/openapi.json" className="text-accent-ink underline">
                  OpenAPI 3.1
                </a>
                .
              </>
            }
          />
          {api ? (
            <PanelBoundary name="The reference">
              <Reference api={api} />
            </PanelBoundary>
          ) : state && "error" in state ? (
            <Failure message={state.error} onRetry={load} />
          ) : (
            <Loading what="the reference">
              <div className="grid gap-8 lg:grid-cols-[17rem_minmax(0,1fr)]">
                <Skeleton className="h-11" />
                <div className="grid gap-4">
                  <Skeleton className="h-72 rounded-xl" />
                  <Skeleton className="h-72 rounded-xl" />
                </div>
              </div>
            </Loading>
          )}
        </Page>
      </main>
    </>
  );
}
