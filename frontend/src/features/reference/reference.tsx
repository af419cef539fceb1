import { Search, SearchX } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Button } from "@/ui/button";
import { Input } from "@/ui/field";
import { PanelBoundary } from "@/ui/panel-boundary";
import { Empty } from "@/ui/states";
import { EndpointCard } from "./endpoint-card";
import { groups, type OpenApi, search } from "./openapi";

/** The whole REST interface on one page: found by the browser's own search too. */
export function Reference({ api }: { api: OpenApi }) {
  const [text, setText] = useState("");
  const shown = search(groups(api), useDeferredValue(text));
  return (
    <div className="grid gap-8 lg:grid-cols-[17rem_minmax(0,1fr)]">
      <div className="lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:self-start lg:overflow-y-auto">
        <search className="relative block p-0.5">
          <Search className="absolute start-3.5 top-4 size-4 text-muted" aria-hidden="true" />
          <Input
            type="search"
            aria-label="Search endpoints"
            placeholder="Search endpoints"
            className="ps-9"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </search>
        <nav aria-label="Endpoints" className="mt-4 hidden gap-4 lg:grid">
          {shown.map((group) => (
            <div key={group.name}>
              <p className="mb-1 px-2 text-sm font-semibold">{group.name}</p>
              <ul>
                {group.endpoints.map(({ id, method, path, operation }) => (
                  <li key={id}>
                    <a
                      href={`#${id}`}
                      title={`${method.toUpperCase()} ${path}`}
                      className="block rounded-md px-2 py-1.5 text-sm text-muted -outline-offset-2 hover:bg-hover hover:text-ink"
                    >
                      {operation.summary ?? path}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
      </div>
      <div className="grid min-w-0 content-start gap-8">
        {shown.length === 0 && (
          <Empty
            icon={<SearchX />}
            title="Nothing matches"
            action={<Button onClick={() => setText("")}>Clear the search</Button>}
          />
        )}
        {shown.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h2 className="text-xl font-semibold">{group.name}</h2>
            {group.description && <p className="mt-1 text-muted">{group.description}</p>}
            <div className="mt-3 grid gap-4">
              {group.endpoints.map((endpoint) => (
                <PanelBoundary
                  key={endpoint.id}
                  name={`${endpoint.method.toUpperCase()} ${endpoint.path}`}
                >
                  <EndpointCard api={api} endpoint={endpoint} />
                </PanelBoundary>
              ))}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}
