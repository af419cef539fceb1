import { check, expect, signIn, test } from "./support";

const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
};

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });

      test("without login", async ({ quietPage: page }) => {
        test.slow(); // axe looks at every element of the whole reference
        await page.goto("/login");
        await check(page, "login");
        await page.goto("/docs");
        await check(page, "docs");
      });

      test("every page", async ({ quietPage: page }) => {
        await signIn(page);
        await check(page, "overview");
        for (const path of ["/accounts/new", "/phones", "/settings", "/system", "/nowhere"]) {
          await page.goto(path);
          await check(page, path);
        }

        await page.goto("/accounts");
        await check(page, "accounts");
        await page.getByRole("main").getByRole("link", { name: "Shop" }).first().click();
        await expect(page.getByRole("tab", { name: "Settings" })).toBeVisible();
        await check(page, "account");
        for (const tab of ["Sending", "Consent", "Webhooks", "AI", "Settings"]) {
          await page.getByRole("tab", { name: tab }).click();
          await expect(page.getByRole("tabpanel", { name: tab })).toBeVisible();
          await check(page, `account, ${tab}`);
        }
        await page.getByRole("tab", { name: "Contacts & groups" }).click();
        for (const part of ["Contacts", "Groups", "Channels"]) {
          await page
            .getByRole("navigation", { name: "Contacts & groups" })
            .getByRole("link", { name: part })
            .click();
          await expect(page.getByRole("heading", { name: part, exact: true })).toBeVisible();
          await check(page, `account, ${part}`);
        }

        await page.goto("/webhooks");
        await check(page, "webhooks");
        await page.getByRole("main").getByRole("link", { name: "127.0.0.1" }).first().click();
        await expect(page.getByTestId("delivery").first()).toBeVisible();
        await check(page, "webhook");
        await page.getByTestId("delivery").first().getByRole("link").click();
        await expect(page.getByRole("dialog", { name: "Delivery" })).toBeVisible();
        await check(page, "delivery");

        await page.goto("/inbox");
        await expect(page.getByRole("link", { name: /Anna Weber|\+/ }).first()).toBeVisible();
        await check(page, "inbox");
        await page.getByRole("region", { name: "Conversations" }).getByRole("link").first().click();
        await expect(page.getByTestId("message").first()).toBeVisible();
        await check(page, "conversation");
        await page
          .getByRole("link", { name: /^Details/ })
          .first()
          .click();
        await expect(page.getByRole("dialog", { name: "Message" })).toBeVisible();
        await check(page, "message details");
      });

      test("a code to scan and a code to type", async ({ quietPage: page }) => {
        await signIn(page, "/accounts/new");
        const name = `Pages ${size} ${colorScheme}`;
        await page.getByLabel("Name", { exact: true }).fill(name);
        await page.getByRole("button", { name: "Create and show the code" }).click();
        await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
        await check(page, "pairing by scan");
        await page.getByRole("tab", { name: "Use a code instead" }).click();
        await page.getByLabel("The phone's own number").fill("+49 151 00000001");
        await page.getByRole("button", { name: "Get a code" }).click();
        await expect(page.getByTestId("pairing-code")).toHaveText(/^\w{4}-\w{4}$/);
        await check(page, "pairing by code");

        // Nothing is left behind for the next round.
        await page.goto("/accounts");
        await page.getByRole("button", { name: `Actions for ${name}` }).click();
        await page.getByRole("menuitem", { name: "Delete" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel(/^Type/).fill(name);
        await dialog.getByRole("button", { name: "Delete account" }).click();
        await expect(dialog).toBeHidden();
        await expect(page.getByRole("link", { name })).toHaveCount(0);
      });
    });
  }
}

test("GraphiQL answers its first sample", async ({ quietPage: page }) => {
  await signIn(page, "/graphiql/");
  // The button is there a moment before the editor has read the query.
  await expect(async () => {
    await page.getByRole("button", { name: /^Execute query/ }).click();
    await expect(page.getByText('"accounts"')).toBeVisible({ timeout: 2000 });
  }).toPass();
});
