import type { APIRequestContext } from "@playwright/test";
import { expect, signIn, test } from "./support";

type Phone = { number: string; name: string };

async function createPhone(request: APIRequestContext, name: string): Promise<Phone> {
  const response = await request.post("/sandbox/phones", { data: { name } });
  expect(response.status()).toBe(201);
  return (await response.json()) as Phone;
}

test("from signing in to read ticks and an answer", async ({ quietPage: page, baseURL }) => {
  await signIn(page);
  const nav = page.getByRole("navigation", { name: "Main" });

  // Cookies go along, as the sandbox may ask for the admin's.
  const request = page.context().request;
  const owner = await createPhone(request, "Shop phone");
  const customer = await createPhone(request, "Anna Weber");

  await test.step("the first run leads to a new account", async () => {
    await expect(page.getByRole("heading", { name: "Get started" })).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "Add account" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Shop");
    await page.getByRole("button", { name: "Create and show the code" }).click();
  });

  await test.step("its QR code and API key appear", async () => {
    await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
    await expect(page.getByText(/code 1 of \d/)).toBeVisible();
    await expect(page.getByText(/^wak_\w+/)).toBeVisible();
    await expect(page.getByText(`curl ${baseURL}/api/send`)).toBeVisible();
  });

  await test.step("a phone scans it and the account connects", async () => {
    await page.getByLabel("Simulated phone").selectOption(owner.number);
    await page.getByRole("button", { name: "Scan with a simulated phone" }).click();
    await expect(page.getByRole("heading", { name: /^Connected/ })).toBeVisible({
      timeout: 30_000,
    });
    await nav.getByRole("link", { name: "Accounts" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "Shop" });
    await expect(row.getByText("Connected")).toBeVisible();
  });

  const text = `Your order is on its way. ${Date.now()}`;
  const bubble = page.getByTestId("message").filter({ hasText: text });

  await test.step("a text is sent and arrives on the customer's phone", async () => {
    await nav.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("button", { name: "Write to a number" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Write to a number" });
    await dialog.getByLabel("To").fill(customer.number);
    await dialog.getByLabel("Message").fill(text);
    await dialog.getByRole("button", { name: "Send" }).click();
    await expect(bubble).toBeVisible();
    await expect(bubble.getByText("Delivered")).toBeAttached({ timeout: 30_000 });
  });

  await test.step("ticks turn to read when the phone reads it", async () => {
    const phones = await page.context().newPage();
    await phones.goto("/phones");
    const phone = phones.getByRole("article", { name: `Phone ${customer.name}` });
    await phone.getByRole("button", { name: /Shop/ }).click();
    await expect(phone.getByText(text)).toBeVisible();
    await phone.getByRole("button", { name: "Mark as read" }).click();
    await expect(bubble.getByText("Read", { exact: true })).toBeAttached();

    await phone.getByLabel(`Message from ${customer.name}`).fill("Thank you, see you tomorrow!");
    await phone.getByRole("button", { name: `Send from ${customer.name}` }).click();
    await phones.close();
  });

  await test.step("the phone's answer appears live", async () => {
    const answer = page.getByTestId("message").filter({ hasText: "Thank you, see you tomorrow!" });
    await expect(answer).toBeVisible();
  });

  await test.step("the details tell each step", async () => {
    await bubble.getByRole("link", { name: /Details/ }).click();
    const details = page.getByRole("dialog", { name: "Message" });
    for (const word of ["Waits for its turn", "Sent", "Delivered", "Read"]) {
      await expect(details.getByText(word, { exact: true }).first()).toBeVisible();
    }
    await page.keyboard.press("Escape");
    await expect(details).toBeHidden();
  });

  await test.step("a picture goes out with a preview", async () => {
    // The smallest picture there is: one pixel.
    const pixel =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
    await page.getByLabel("File to attach").setInputFiles({
      name: "receipt.png",
      mimeType: "image/png",
      buffer: Buffer.from(pixel, "base64"),
    });
    await page.getByLabel("Caption").fill("The receipt");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const picture = page.getByTestId("message").filter({ hasText: "The receipt" });
    const image = picture.getByRole("img", { name: "Picture: The receipt" });
    await expect(image).toHaveJSProperty("naturalWidth", 1);
    await expect(picture.getByText("Delivered")).toBeAttached({ timeout: 30_000 });
  });

  await test.step("the overview has left the first steps behind", async () => {
    await nav.getByRole("link", { name: "Overview" }).click();
    await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Send a first message" })).toBeHidden();
  });
});
