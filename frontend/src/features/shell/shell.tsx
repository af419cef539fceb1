import type { ReactNode } from "react";
import { BottomBar, TopBar } from "./mobile-bars";
import { Rail } from "./rail";
import { SandboxBand } from "./sandbox-band";
import { Shortcuts } from "./shortcuts";

type Props = { sandbox: boolean; username: string; children: ReactNode };

export function Shell({ sandbox, username, children }: Props) {
  return (
    <div className="flex h-dvh">
      <a
        href="#main"
        className="sr-only z-50 rounded-lg bg-accent px-4 py-3 text-on-accent focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
      >
        Skip to the content
      </a>
      <Rail sandbox={sandbox} username={username} />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        {sandbox && <SandboxBand />}
        <main
          id="main"
          tabIndex={-1}
          data-scroll-restoration-id="main"
          className="min-h-0 min-w-0 flex-1 overflow-y-auto"
        >
          {children}
        </main>
        <BottomBar sandbox={sandbox} username={username} />
      </div>
      <Shortcuts />
    </div>
  );
}
