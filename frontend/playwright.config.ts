import { defineConfig } from "@playwright/test";

// Whoever runs the tests starts a server in sandbox mode first and says here where it is.
const baseURL = process.env.E2E_BASE_URL ?? "http://127.0.0.1:3000";

export default defineConfig({
  testDir: "e2e",
  // The story is one story, and the pages are looked at after it, when they have something to show.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL,
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "story", testMatch: "story.spec.ts" },
    { name: "sending", testMatch: "sending.spec.ts", dependencies: ["story"] },
    { name: "ai", testMatch: "ai.spec.ts", dependencies: ["story", "sending"] },
    { name: "people", testMatch: "people.spec.ts", dependencies: ["story", "sending", "ai"] },
    {
      name: "inbox",
      testMatch: "inbox.spec.ts",
      dependencies: ["story", "sending", "ai", "people"],
    },
    {
      name: "pages",
      testMatch: "pages.spec.ts",
      dependencies: ["story", "sending", "ai", "people", "inbox"],
    },
  ],
});
