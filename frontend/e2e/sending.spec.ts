import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, signIn, test } from "./support";

type Phone = { number: string; name: string };

/** A phone of a person who has written to the shop, so that its conversation is there. */
async function customer(request: APIRequestContext, name: string, text: string): Promise<Phone> {
  const made = await request.post("/sandbox/phones", { data: { name } });
  const phone = (await made.json()) as Phone;
  const accounts = await request.get("/sandbox/phones");
  const shop = ((await accounts.json()) as Phone[]).find((one) => one.name === "Shop phone");
  const sent = await request.post(`/sandbox/phones/${phone.number}/messages`, {
    data: { to: shop?.number, text },
  });
  expect(sent.ok()).toBe(true);
  return phone;
}

async function openChat(page: Page, name: string) {
  await page.getByRole("link", { name: "Inbox" }).first().click();
  await page.getByRole("region", { name: "Conversations" }).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
}

async function openTab(page: Page, name: string) {
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Accounts" })
    .click();
  await page.getByRole("main").getByRole("link", { name: "Shop" }).first().click();
  await page.getByRole("tab", { name }).click();
}

const write = async (page: Page, text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
};

test("a message is scheduled, seen waiting, and cancelled", async ({ quietPage: page }) => {
  await signIn(page);
  await customer(page.context().request, "Clara Later", "When do you open?");
  await openChat(page, "Clara Later");

  await page.getByRole("button", { name: "Add to the message" }).click();
  await page.getByRole("menuitem", { name: "Schedule" }).click();
  const dialog = page.getByRole("dialog", { name: "Schedule" });
  await dialog.getByLabel("Send at").fill(tomorrow());
  await expect(dialog.getByText("It is scheduled.")).toBeVisible();
  await dialog.getByRole("button", { name: "Use this" }).click();

  const text = `We open at nine. ${Date.now()}`;
  await write(page, text);
  const bubble = page.getByTestId("message").filter({ hasText: text });
  await expect(bubble.getByText(/It is scheduled/)).toBeVisible();
  await bubble.getByRole("button", { name: "Cancel the message" }).click();
  await expect(bubble).toHaveAttribute("data-status", "failed");
  await expect(bubble.getByText(/cancelled/)).toBeVisible();
});

function tomorrow(): string {
  const date = new Date(Date.now() + 86_400_000);
  return `${date.toISOString().slice(0, 10)}T09:00`;
}

test("a paused account keeps what is written and sends it when it is resumed", async ({
  quietPage: page,
}) => {
  await signIn(page);
  await customer(page.context().request, "Paul Waits", "Are you there?");
  await openTab(page, "Sending");
  await page.getByRole("button", { name: "Pause sending" }).click();
  await expect(page.getByText("Sending is paused.").first()).toBeVisible();

  await openChat(page, "Paul Waits");
  const text = `Here we are. ${Date.now()}`;
  await write(page, text);
  const bubble = page.getByTestId("message").filter({ hasText: text });
  await expect(bubble.getByText(/sending is paused/)).toBeVisible();

  await openTab(page, "Sending");
  await expect(page.getByTestId("waiting").filter({ hasText: text })).toBeVisible();
  await page.getByRole("button", { name: "Resume sending" }).first().click();
  await expect(page.getByTestId("waiting")).toHaveCount(0);
  await openChat(page, "Paul Waits");
  await expect(bubble.getByText("Delivered")).toBeAttached({ timeout: 30_000 });
});

test("who writes STOP is not written to any more", async ({ quietPage: page }) => {
  await signIn(page);
  await customer(page.context().request, "Stella Stop", "STOP");
  await openTab(page, "Consent");
  const row = page.getByRole("listitem").filter({ hasText: "Opted out" });
  await expect(row.filter({ hasText: "STOP" }).first()).toBeVisible();

  await openChat(page, "Stella Stop");
  await write(page, "One more offer!");
  const refused = page.getByTestId("message").filter({ hasText: "One more offer!" });
  await expect(refused.getByRole("alert")).toBeVisible();
  await refused.getByRole("button", { name: "Discard" }).click();
});

test("a webhook is made, tested, and gets what happens", async ({ quietPage: page }) => {
  const received: string[] = [];
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      received.push(body);
      response.end("thank you");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;

  await signIn(page, "/webhooks");
  await page.getByLabel("Account").selectOption({ label: "Shop" });
  await page.getByRole("link", { name: "Add a webhook" }).first().click();
  await page.getByLabel("Address").fill(`http://127.0.0.1:${port}/hook`);
  await page.getByRole("button", { name: "Add the webhook" }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();

  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("Answered 200")).toBeVisible();

  const text = `A webhook shall know. ${Date.now()}`;
  await customer(page.context().request, "Wanda Hook", text);
  const delivery = page.getByTestId("delivery").first();
  await expect(delivery.getByText("Delivered")).toBeVisible();
  expect(received.some((body) => body.includes(text))).toBe(true);
  await delivery.getByRole("link").click();
  const drawer = page.getByRole("dialog", { name: "Delivery" });
  await expect(drawer.getByText("thank you")).toBeVisible();
  await drawer.getByRole("button", { name: "Resend" }).click();
  await expect(drawer.getByText("Attempt 2")).toBeVisible();
  receiver.close();
});
