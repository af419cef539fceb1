import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export const credentials = {
  username: process.env.E2E_USERNAME ?? "admin",
  password: process.env.E2E_PASSWORD ?? "",
};

export async function signIn(page: Page, to = "/") {
  await page.goto(`/login?to=${encodeURIComponent(to)}`);
  await page.getByLabel("User name").fill(credentials.username);
  await page.getByLabel("Password").fill(credentials.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeHidden();
}

/** A page whose console has to stay silent; a refusal by the CSP shows there too. */
export const test = base.extend<{ quietPage: Page }>({
  quietPage: async ({ page, baseURL }, use) => {
    const heard: string[] = [];
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      heard.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => heard.push(error.message));
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      const local = protocol === "data:" || protocol === "blob:";
      if (!local && origin !== new URL(baseURL ?? "").origin) heard.push(`asked ${request.url()}`);
    });
    await use(page);
    expect(heard, "console messages and requests to elsewhere").toEqual([]);
  },
});

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What every page has to be: accessible by axe, and no wider than the screen. */
export async function check(page: Page, name: string) {
  // By its tag: under an open dialog the page has no roles.
  await expect(page.locator("h1").first()).toBeAttached();
  await expect(page.getByText(/^Loading /)).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
  expect.soft(found, `accessibility of ${name}`).toEqual([]);
  const sideways = await page.evaluate(() =>
    [document.documentElement, document.querySelector("main")].some(
      (box) => box && box.scrollWidth > box.clientWidth,
    ),
  );
  expect.soft(sideways, `${name} scrolls sideways`).toBe(false);
}

export { expect };
