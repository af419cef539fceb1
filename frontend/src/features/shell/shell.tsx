import type { ReactNode } from "react";
import { BottomBar, TopBar } from "./mobile-bars";
import { Rail } from "./rail";
import { SandboxBand } from "./sandbox-band";
import { Shortcuts } from "./shortcuts";

type Props = { sandbox: boolean; username: string; children: ReactNode };

export function Shell({ sandbox, username, children }: Props) {
  return (
    <div className="flex min-h-dvh">
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
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col pb-20 lg:pb-0">
          {children}
        </main>
      </div>
      <BottomBar sandbox={sandbox} username={username} />
      <Shortcuts />
    </div>
  );
}
