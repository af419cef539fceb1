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

test("a message from far back opens where it stands", async ({ quietPage: page }) => {
  await signIn(page, "/inbox");
  const { request } = page.context();
  const name = `Nora Needle ${Date.now()}`;
  const made = await request.post("/sandbox/phones", { data: { name } });
  const nora = (await made.json()) as Phone;
  const shop = await shopOf(request);
  const say = async (text: string) => {
    const sent = await request.post(`/sandbox/phones/${nora.number}/messages`, {
      data: { to: shop?.number, text },
    });
    expect(sent.ok()).toBe(true);
  };
  const needle = `The umbrella ${Date.now()}`;
  for (let line = 1; line <= 130; line++) await say(line === 40 ? needle : `Line ${line}.`);
  const list = page.getByRole("region", { name: "Conversations" });
  await expect(
    list.getByRole("link", { name: new RegExp(name) }).getByText("Line 130."),
  ).toBeVisible();

  const thread = page.getByRole("region", { name: "Messages", exact: true });
  const bubble = (text: string) => thread.getByTestId("message").filter({ hasText: text });
  const found = bubble(needle);
  const jump = page.getByRole("button", { name: "Jump to latest" });
  const scrollTo = (end: "top" | "bottom") =>
    thread.evaluate((box, end) => {
      box.scrollTop = end === "top" ? -box.scrollHeight : 0;
    }, end);
  /** Scrolls on, page after page, until it is there. */
  const scrollFor = (text: string, end: "top" | "bottom") =>
    expect(async () => {
      await scrollTo(end);
      await expect(bubble(text)).toBeInViewport({ timeout: 300 });
    }).toPass();

  await test.step("a hit opens the conversation at it", async () => {
    await list.getByLabel("Search conversations").fill(needle);
    await list.getByRole("region", { name: "Messages found" }).getByRole("link", { name }).click();
    await expect(found).toBeInViewport();
    await expect(found).toBeFocused();
    await expect(found).toHaveAttribute("data-found", "true");
    await expect(bubble("Line 130.")).toHaveCount(0);
    await check(page, "conversation opened at a message");
    await expect(found).not.toHaveAttribute("data-found");
  });

  await test.step("once more it comes back into sight", async () => {
    await scrollTo("top");
    await expect(found).not.toBeInViewport();
    await list.getByRole("region", { name: "Messages found" }).getByRole("link", { name }).click();
    await expect(found).toBeInViewport();
  });

  await test.step("so it does from its address, with pages both ways", async () => {
    await page.reload();
    await expect(found).toBeInViewport();
    await scrollFor("Line 1.", "top");
    await scrollFor("Line 130.", "bottom");
    await expect(jump).toHaveCount(0);
    await say("Live at the end");
    await expect(bubble("Live at the end")).toBeInViewport();
  });

  await test.step("what comes while somebody reads far back is told, and one step away", async () => {
    await page.reload();
    await expect(found).toBeInViewport();
    await expect(jump).toBeVisible();
    await say("Live meanwhile");
    await page.getByRole("button", { name: "New messages" }).click();
    await expect(bubble("Live meanwhile")).toBeInViewport();
    await expect(thread).toBeFocused();
    await expect(found).toHaveCount(0);
    expect(new URL(page.url()).searchParams.has("message")).toBe(false);
  });

  await test.step("what is written from far back is seen, and the next can be written", async () => {
    await list.getByRole("region", { name: "Messages found" }).getByRole("link", { name }).click();
    await expect(found).toBeInViewport();
    await page.getByLabel("Message", { exact: true }).fill("Yes, it is here.");
    await page.keyboard.press("Enter");
    await expect(bubble("Yes, it is here.")).toBeInViewport();
    await expect(page.getByLabel("Message", { exact: true })).toBeFocused();
    await expect(found).toHaveCount(0);
  });

  await test.step("a message that is gone says so, and the latest are there", async () => {
    const address = new URL(page.url());
    address.searchParams.set("message", "0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e");
    await page.goto(address.href);
    const note = page.getByText("That message is not here");
    await expect(note).toBeVisible();
    await expect(bubble("Yes, it is here.")).toBeInViewport();
    await check(page, "conversation without the message of its address");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(note).toHaveCount(0);
  });
});
