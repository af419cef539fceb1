import { createFileRoute, Link } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { EventCatalogue, type EventKind } from "@/features/reference/event-catalogue";
import type { OpenApi } from "@/features/reference/openapi";
import { Reference } from "@/features/reference/reference";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/button";
import { Logo } from "@/ui/logo";
import { Page, PageHeader } from "@/ui/page";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Failure, Loading, Skeleton } from "@/ui/states";

export const Route = createFileRoute("/docs")({ component: Docs });

type Loaded = { api: OpenApi; kinds: EventKind[] };
type State = Loaded | { error: string } | null;

async function fetchApi(): Promise<State> {
  try {
    const [api, kinds] = await Promise.all([fetch("/openapi.json"), fetch("/api/event-types")]);
    const bad = [api, kinds].find(({ ok }) => !ok);
    if (bad) return { error: `The description could not be loaded (${bad.status}).` };
    return { api: (await api.json()) as OpenApi, kinds: (await kinds.json()) as EventKind[] };
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

  const loaded = state && "api" in state ? state : null;
  useEffect(() => {
    // The part the address names is there only now.
    if (loaded && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [loaded]);

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
                . What webhooks deliver is under{" "}
                <a href="#events" className="text-accent-ink underline">
                  Events
                </a>
                .
              </>
            }
          />
          {loaded ? (
            <>
              <PanelBoundary name="The reference">
                <Reference api={loaded.api} />
              </PanelBoundary>
              <PanelBoundary name="The events">
                <EventCatalogue kinds={loaded.kinds} />
              </PanelBoundary>
            </>
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
