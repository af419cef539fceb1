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

export { expect };
