import type { APIRequestContext } from "@playwright/test";
import { check, expect, signIn, test } from "./support";

type Phone = { number: string; name: string };

async function shopOf(request: APIRequestContext): Promise<Phone | undefined> {
  const phones = (await (await request.get("/sandbox/phones")).json()) as Phone[];
  return phones.find((one) => one.name === "Shop phone");
}

test("a conversation is unread, read, archived and taken back", async ({ quietPage: page }) => {
  await signIn(page, "/inbox");
  const { request } = page.context();
  const name = `Ulla Unread ${Date.now()}`;
  const made = await request.post("/sandbox/phones", { data: { name } });
  const ulla = (await made.json()) as Phone;
  const shop = await shopOf(request);
  const say = async (text: string) => {
    const sent = await request.post(`/sandbox/phones/${ulla.number}/messages`, {
      data: { to: shop?.number, text },
    });
    expect(sent.ok()).toBe(true);
  };
  const list = page.getByRole("region", { name: "Conversations" });
  const row = list.getByRole("link", { name: new RegExp(name) });
  const other = await page.context().newPage();
  await other.goto("/inbox");
  const otherRow = other
    .getByRole("region", { name: "Conversations" })
    .getByRole("link", { name: new RegExp(name) });

  await test.step("what comes in counts, on every page that is open", async () => {
    await expect(list.getByRole("button", { name: "All", exact: true })).toBeVisible();
    await say("Are you open?");
    await expect(row.getByText("1 unread")).toBeVisible();
    await say("Hello?");
    await expect(row.getByText("2 unread")).toBeVisible();
    await expect(otherRow.getByText("2 unread")).toBeVisible();
    await check(page, "inbox with unread");
  });

  await test.step("Unread lists it, and the address of the page opens the same", async () => {
    await list.getByRole("button", { name: "Unread" }).click();
    await expect(row).toBeVisible();
    await page.reload();
    await expect(list.getByRole("button", { name: "Unread" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await expect(row.getByText("2 unread")).toBeVisible();
    await list.getByRole("button", { name: "All", exact: true }).click();
  });

  await test.step("opening it reads it, on every page", async () => {
    await page.bringToFront();
    await row.click();
    await expect(page.getByRole("heading", { name })).toBeVisible();
    await expect(row.getByText(/unread$/)).toHaveCount(0);
    await expect(otherRow.getByText(/unread$/)).toHaveCount(0);
  });

  await test.step("what was written is found by its words", async () => {
    await list.getByLabel("Search conversations").fill("are you op");
    const hit = list.getByRole("region", { name: "Messages found" }).getByRole("link", { name });
    await expect(hit).toContainText("Are you open?");
    await check(page, "inbox with messages found");
    await hit.click();
    await expect(page.getByRole("heading", { name })).toBeVisible();
    await list.getByLabel("Search conversations").fill("");
    await expect(row).toBeVisible();
  });

  const menu = page.getByRole("button", { name: "This conversation" });
  await test.step("pinned and muted it says so", async () => {
    await menu.click();
    await page.getByRole("menuitem", { name: "Pin" }).click();
    await expect(row.getByText("Pinned")).toBeAttached();
    await expect(list.getByRole("link").first()).toHaveAccessibleName(new RegExp(name));
    await menu.click();
    await page.getByRole("menuitem", { name: "Mute for 8 hours" }).click();
    await expect(row.getByText("Muted")).toBeAttached();
    await menu.click();
    await page.getByRole("menuitem", { name: "Unpin" }).click();
    await expect(row.getByText("Pinned")).toHaveCount(0);
  });

  await test.step("archived it is in the archive only, until it is taken back", async () => {
    await menu.click();
    await page.getByRole("menuitem", { name: "Archive", exact: true }).click();
    await expect(page.getByText("Archived.")).toBeVisible();
    await expect(row).toHaveCount(0);
    await expect(otherRow).toHaveCount(0);
    await list.getByRole("button", { name: "Archived" }).click();
    await expect(row).toBeVisible();
    await check(page, "inbox with the archive");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(list.getByText("Nothing is archived")).toBeVisible();
    await list.getByRole("button", { name: "All", exact: true }).click();
    await expect(row).toBeVisible();
  });
  await other.close();
});
