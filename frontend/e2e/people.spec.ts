import type { APIRequestContext, Page } from "@playwright/test";
import { check, expect, signIn, test } from "./support";

type Phone = { number: string; name: string };

async function phonesOf(request: APIRequestContext): Promise<Phone[]> {
  return (await (await request.get("/sandbox/phones")).json()) as Phone[];
}

/** A phone of a person who has written to the shop, so that the shop knows it. */
async function acquaintance(request: APIRequestContext, name: string): Promise<Phone> {
  const made = await request.post("/sandbox/phones", { data: { name } });
  const phone = (await made.json()) as Phone;
  const shop = (await phonesOf(request)).find((one) => one.name === "Shop phone");
  const sent = await request.post(`/sandbox/phones/${phone.number}/messages`, {
    data: { to: shop?.number, text: "Hello" },
  });
  expect(sent.ok()).toBe(true);
  return phone;
}

async function openPart(page: Page, part: string) {
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Accounts" })
    .click();
  await page.getByRole("main").getByRole("link", { name: "Shop" }).first().click();
  await page.getByRole("tab", { name: "Contacts & groups" }).click();
  await page
    .getByRole("navigation", { name: "Contacts & groups" })
    .getByRole("link", { name: part })
    .click();
}

test("a contact is found, blocked, let in again, and its number checked", async ({
  quietPage: page,
}) => {
  await signIn(page);
  const phone = await acquaintance(page.context().request, "Bruno Block");
  await openPart(page, "Contacts");
  await page.getByLabel("Search names and numbers").fill("bruno");
  const row = page.getByRole("list", { name: "Contacts" }).getByRole("link", { name: /Bruno/ });
  await expect(row).toHaveCount(1);
  await row.click();

  const sheet = page.getByRole("dialog", { name: "Bruno Block" });
  await expect(sheet.getByRole("heading", { name: "About" })).toBeVisible();
  await check(page, "contact");
  await sheet.getByRole("button", { name: "Block …" }).click();
  await page.getByRole("button", { name: "Block", exact: true }).click();
  await expect(sheet.getByText("Blocked", { exact: true })).toBeVisible();

  await test.step("the address of the page opens the same", async () => {
    await page.reload();
    await expect(sheet.getByText("Blocked", { exact: true })).toBeVisible();
  });

  await sheet.getByRole("button", { name: "Unblock" }).click();
  await expect(sheet.getByRole("button", { name: "Block …" })).toBeVisible();
  await sheet.getByRole("button", { name: "Close" }).click();

  await page.getByRole("button", { name: "Check numbers" }).click();
  const dialog = page.getByRole("dialog", { name: "Check numbers" });
  await dialog.getByLabel("Numbers").fill(`+${phone.number}\n+49 151 00000009`);
  await dialog.getByRole("button", { name: "Check", exact: true }).click();
  await expect(dialog.getByText("On WhatsApp", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Not on WhatsApp")).toBeVisible();
  await dialog.getByRole("button", { name: /^Open/ }).click();
  await sheet.getByRole("button", { name: "Open the conversation" }).click();
  await expect(page.getByRole("heading", { name: "Bruno Block" })).toBeVisible();
});

test("a group is made, looked after and left", async ({ quietPage: page }) => {
  await signIn(page);
  const phone = await acquaintance(page.context().request, "Greta Group");
  await openPart(page, "Groups");

  const subject = `Hikers ${Date.now()}`;
  await page.getByRole("button", { name: "Create a group" }).first().click();
  const form = page.getByRole("dialog", { name: "Create a group" });
  await form.getByLabel("Name").fill(subject);
  await form.getByLabel("Members").fill(`+${phone.number}`);
  await form.getByRole("button", { name: "Create the group" }).click();

  const sheet = page.getByRole("dialog", { name: subject });
  const greta = sheet.getByRole("listitem").filter({ hasText: "Greta Group" });
  await expect(greta).toBeVisible();
  await check(page, "group");

  await test.step("a member becomes an admin, and none again", async () => {
    await greta.getByRole("button", { name: /^Actions/ }).click();
    await page.getByRole("menuitem", { name: "Make admin" }).click();
    await expect(greta.getByText("Admin", { exact: true })).toBeVisible();
    await greta.getByRole("button", { name: /^Actions/ }).click();
    await page.getByRole("menuitem", { name: "Take admin rights away" }).click();
    await expect(greta.getByText("Admin", { exact: true })).toHaveCount(0);
  });

  const renamed = `${subject} and friends`;
  const after = page.getByRole("dialog", { name: renamed, exact: true });
  await test.step("it gets another name, a description and a rule", async () => {
    await sheet.getByLabel("Name", { exact: true }).fill(renamed);
    await sheet.getByLabel("Description", { exact: true }).fill("We walk on Sundays.");
    await sheet.getByRole("button", { name: "Save name and description" }).click();
    await expect(after).toBeVisible();
    await after.getByLabel("Only admins write").click();
    await expect(page.getByText("The group's settings are changed.")).toBeVisible();
    await expect(after.getByLabel("Only admins write")).toBeChecked();
  });

  await test.step("its link is shown and made anew", async () => {
    await after.getByRole("button", { name: "Show the link" }).click();
    const link = after.getByText(/^https:\/\/chat\.whatsapp\.com\//);
    const before = await link.innerText();
    await after.getByRole("button", { name: "Revoke …" }).click();
    await page.getByRole("button", { name: "Revoke the link" }).click();
    await expect(link).not.toHaveText(before);
  });

  await test.step("a member is removed, and the account leaves", async () => {
    await greta.getByRole("button", { name: /^Actions/ }).click();
    await page.getByRole("menuitem", { name: "Remove …" }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(greta).toHaveCount(0);
    await after.getByRole("button", { name: "Leave …" }).click();
    await page.getByRole("button", { name: "Leave the group" }).click();
    await expect(after).toBeHidden();
    await expect(page.getByRole("link", { name: renamed })).toHaveCount(0);
  });
});

test("a group is joined by its link", async ({ quietPage: page }) => {
  await signIn(page);
  const { request } = page.context();
  const phone = await acquaintance(request, "Otto Owner");
  const made = await request.post("/sandbox/groups", {
    data: { creator: phone.number, name: "Otto's table", members: [] },
  });
  const { id } = (await made.json()) as { id: string };
  const invite = await request.get(`/sandbox/groups/${id}/invite`);
  const { link } = (await invite.json()) as { link: string };

  await openPart(page, "Groups");
  await page.getByRole("button", { name: "Join by link" }).click();
  const dialog = page.getByRole("dialog", { name: "Join a group" });
  await dialog.getByLabel("Link").fill("no link");
  await dialog.getByRole("button", { name: "Join" }).click();
  await expect(dialog.getByRole("alert")).toHaveText(/Write a link/);
  await dialog.getByLabel("Link").fill(link);
  await dialog.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("dialog", { name: "Otto's table" })).toBeVisible();
});

test("a channel is followed and left, and an own one posted to", async ({ quietPage: page }) => {
  await signIn(page);
  const { request } = page.context();
  const phone = await acquaintance(request, "Nina News");
  const create = async (owner: string | undefined, name: string) => {
    const made = await request.post("/sandbox/newsletters", { data: { owner, name } });
    expect(made.ok()).toBe(true);
    return (await made.json()) as { id: string; link: string };
  };
  const ninas = `Nina's news ${Date.now()}`;
  const shops = `Shop's news ${Date.now()}`;
  const { id } = await create(phone.number, ninas);
  const shop = (await phonesOf(request)).find((one) => one.name === "Shop phone");
  await create(shop?.number, shops);

  await openPart(page, "Channels");
  await page.getByRole("button", { name: "Follow a channel" }).click();
  const dialog = page.getByRole("dialog", { name: "Follow a channel" });
  await dialog.getByLabel("Link").fill(id);
  await dialog.getByRole("button", { name: "Follow", exact: true }).click();
  const list = page.getByRole("list", { name: "Channels" });
  await list.getByRole("link", { name: ninas }).click();
  const followed = page.getByRole("dialog", { name: ninas });
  await check(page, "channel");
  await followed.getByRole("button", { name: "Unfollow …" }).click();
  await page.getByRole("button", { name: "Unfollow", exact: true }).click();
  await expect(list.getByRole("link", { name: ninas })).toHaveCount(0);

  await list.getByRole("link", { name: shops }).click();
  await page.getByRole("button", { name: "Post a text" }).click();
  const post = page.getByRole("dialog", { name: `Post to ${shops}` });
  const text = `We are open on Sunday. ${Date.now()}`;
  await post.getByLabel("Text").fill(text);
  await post.getByRole("button", { name: "Post" }).click();
  await page.getByRole("button", { name: "Open the conversation" }).click();
  await expect(page.getByTestId("message").filter({ hasText: text })).toBeVisible();
});

test("a proxy is set, shown without its password, and removed", async ({ quietPage: page }) => {
  await signIn(page);
  await openPart(page, "Contacts");
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByLabel("Address", { exact: true }).fill("ftp://nowhere");
  await page.getByRole("button", { name: "Save the proxy" }).click();
  await expect(page.getByText(/^Write the proxy's address/)).toBeVisible();
  await page.getByLabel("Address", { exact: true }).fill("socks5://shop:topsecret@127.0.0.1:9");
  await page.getByRole("button", { name: "Save the proxy" }).click();
  await expect(page.getByText("socks5://shop:xxxxx@127.0.0.1:9")).toBeVisible();
  await expect(page.getByText("topsecret")).toHaveCount(0);
  await expect(page.getByLabel("Another proxy")).toHaveValue("");
  await page.getByRole("button", { name: "Remove the proxy …" }).click();
  await page.getByRole("button", { name: "Remove the proxy", exact: true }).click();
  await expect(page.getByText("Connects straight.")).toBeVisible();
});
