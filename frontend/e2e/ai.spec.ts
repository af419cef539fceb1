import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIRequestContext, Page } from "@playwright/test";
import { check, expect, signIn, test } from "./support";

// One story: what a test sets up the next one uses.
test.describe.configure({ mode: "serial" });

type Phone = { number: string; name: string };

let models: Server;
let address: string;
let answers = 0;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** A server that speaks OpenAI's API, and one address of a tool beside it. */
test.beforeAll(async () => {
  models = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (request.url?.endsWith("/tool")) return response.end('{"state":"on its way"}');
    if (request.url?.endsWith("/models")) {
      response.setHeader("content-type", "application/json");
      const data = ["demo-large", "demo-small"].map((id) => ({ id, object: "model" }));
      return response.end(JSON.stringify({ object: "list", data }));
    }
    const { model } = JSON.parse(body) as { model: string };
    answers++;
    response.setHeader("content-type", "text/event-stream");
    const say = (more: object) =>
      response.write(
        `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", model, ...more })}\n\n`,
      );
    for (const content of ["Here is ", "answer ", `${answers}.`]) {
      say({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    }
    say({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
    say({ choices: [], usage: { prompt_tokens: 50, completion_tokens: 5, total_tokens: 55 } });
    response.end("data: [DONE]\n\n");
  });
  await new Promise<void>((resolve) => models.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(models.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  models.closeAllConnections();
  models.close();
});

const phonesOf = async (request: APIRequestContext) =>
  (await (await request.get("/sandbox/phones")).json()) as Phone[];

/** A person's phone writes to the shop; it is made when there is none of that name. */
async function say(page: Page, name: string, text: string) {
  const { request } = page.context();
  const phones = await phonesOf(request);
  const shop = phones.find((one) => one.name === "Shop phone");
  const made =
    phones.find((one) => one.name === name) ??
    ((await (await request.post("/sandbox/phones", { data: { name } })).json()) as Phone);
  const sent = await request.post(`/sandbox/phones/${made.number}/messages`, {
    data: { to: shop?.number, text },
  });
  expect(sent.ok()).toBe(true);
}

async function openAi(page: Page, part?: string) {
  await page.goto("/accounts");
  await page.getByRole("main").getByRole("link", { name: "Shop" }).first().click();
  await page.getByRole("tab", { name: /^AI/ }).click();
  if (part) await openPart(page, part);
}

const openPart = (page: Page, part: string) =>
  page.getByRole("navigation", { name: "AI" }).getByRole("link", { name: part }).click();

async function openChat(page: Page, name: string) {
  await page.goto("/inbox");
  await page.getByRole("region", { name: "Conversations" }).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
}

async function save(page: Page) {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Unsaved changes")).toBeHidden();
}

test("an AI is set up, tried, turned on, and answers", async ({ quietPage: page }) => {
  await signIn(page);
  await openAi(page);
  await page.getByRole("button", { name: "Set it up" }).click();
  await page.getByLabel("Provider", { exact: true }).selectOption("openai_compatible");

  // Without an address it cannot be: the form says so, where it is.
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Write where the server is")).toBeVisible();

  await page.getByLabel("Address of the server").fill(`${address}/v1`);
  await page.getByRole("radio", { name: /demo-small/ }).check();
  const prompt = page.getByLabel("Prompt", { exact: true });
  await prompt.fill("You help the customers of ");
  await page.getByRole("button", { name: "Account's name" }).click();
  await page.getByText("Preview with an example").click();
  await expect(page.getByTestId("prompt-preview")).toHaveText("You help the customers of Shop");
  await save(page);

  await page.getByLabel("What the contact writes").fill("When do you open?");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  const log = page.getByRole("log", { name: "Playground conversation" });
  await expect(log.getByText(/^Here is answer/)).toBeVisible();
  await log.getByText("How it came about").click();
  await log.getByText("System prompt").click();
  await expect(log.getByText("You help the customers of Shop")).toBeVisible();
  await expect(log.getByText("Answers by AI are off.")).toBeVisible();
  await page.getByLabel("What the contact writes").fill("I want to talk to a human");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(log.getByText("A person is to answer.")).toBeVisible();

  // What was tried counts; its price is told once, in the settings.
  await openPart(page, "Log & cost");
  await page.getByRole("link", { name: "Answers, Prices" }).click();
  await page.getByRole("button", { name: "Add a price" }).click();
  await page.getByLabel("$ a million tokens in, price 1").fill("0,5");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Write US dollars, 0 or more.")).toBeVisible();
  await page.getByLabel("$ a million tokens out, price 1").fill("2");
  await save(page);

  await openPart(page, "Limits");
  await page.getByLabel("Wait for further messages (s)").fill("0,1");
  await save(page);
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByRole("button", { name: "Turn off" })).toBeVisible();

  await say(page, "Alma Asks", "Do you open on Sundays?");
  await openChat(page, "Alma Asks");
  const answer = page.getByTestId("message").filter({ hasText: /Here is answer/ });
  await expect(answer).toHaveCount(1, { timeout: 30_000 });
  await expect(answer.getByTitle("The AI answered this")).toBeVisible();
  await answer.getByRole("link", { name: /^Details/ }).click();
  const details = page.getByRole("dialog", { name: "Message" });
  await details.getByText("1 question to a model").click();
  await expect(details.getByText("demo-small")).toBeVisible();
});

test("a paused chat gets no answers until it is resumed", async ({ quietPage: page }) => {
  await signIn(page);
  await openChat(page, "Alma Asks");
  const answered = page.getByTestId("message").filter({ hasText: /Here is answer/ });
  await expect(answered).toHaveCount(1);
  await page.getByRole("button", { name: "AI in this chat" }).click();
  await page.getByRole("menuitem", { name: "Pause for 1 hour" }).click();
  await expect(page.getByText(/AI is paused in this chat until \d/)).toBeVisible();
  await page.getByRole("button", { name: "AI in this chat" }).click();
  await page.getByRole("menuitem", { name: "Pause until I resume" }).click();
  await expect(page.getByText(/AI is paused in this chat until you resume it/)).toBeVisible();

  await say(page, "Alma Asks", "Is anybody there?");
  await expect(page.getByTestId("message").filter({ hasText: "anybody" })).toBeVisible();
  await openAi(page, "Log & cost");
  await page.getByLabel("Outcome").selectOption("skipped");
  await expect(
    page.getByTestId("trace").filter({ hasText: "Answers are paused in this chat." }).first(),
  ).toBeVisible();

  await openChat(page, "Alma Asks");
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText(/AI is paused/)).toBeHidden();
  await say(page, "Alma Asks", "And now?");
  await expect(answered).toHaveCount(2, { timeout: 30_000 });
});

test("drafts are edited and sent, or discarded", async ({ quietPage: page }) => {
  await signIn(page);
  await openAi(page, "Limits");
  await page.getByLabel(/Answers wait for a person/).check();
  await save(page);

  await say(page, "Dora Draft", "May I bring my dog?");
  await expect(page.getByRole("tab", { name: "AI (1)" })).toBeVisible({ timeout: 30_000 });
  await openChat(page, "Dora Draft");
  const draft = page.getByRole("region", { name: "Draft of the AI" });
  await expect(draft.getByText(/Here is answer/)).toBeVisible();
  await draft.getByRole("button", { name: "Edit" }).click();
  await draft.getByLabel("The answer").fill("Of course, on a leash.");
  await draft.getByRole("button", { name: "Send it so" }).click();
  await expect(draft).toBeHidden();
  const sent = page.getByTestId("message").filter({ hasText: "on a leash" });
  await expect(sent.getByText("Delivered")).toBeAttached({ timeout: 30_000 });

  await say(page, "Dora Draft", "And my cat?");
  await expect(draft).toBeVisible({ timeout: 30_000 });
  const overview = await page.context().newPage();
  await overview.goto("/");
  const count = { name: "1 draft to approve" };
  await expect(overview.getByRole("link", count)).toBeVisible();
  await page.goto("/accounts");
  await page.getByRole("link", count).click();
  const waiting = page.getByTestId("draft").filter({ hasText: "And my cat?" });
  await waiting.getByRole("button", { name: "Discard" }).click();
  await expect(waiting).toBeHidden();
  await expect(page.getByRole("tab", { name: "AI", exact: true })).toBeVisible();
  await expect(overview.getByRole("link", count)).toHaveCount(0);
  await overview.close();
});

test("it learns a text, calls a tool, and replays a chat", async ({ quietPage: page }) => {
  await signIn(page);
  await openAi(page, "Knowledge");
  await page.getByRole("button", { name: "Paste a text" }).click();
  await page.getByLabel("What it is called").fill("Dogs");
  await page.getByLabel("Text", { exact: true }).fill("Dogs are welcome when they are on a leash.");
  await page.getByRole("button", { name: "Add the text" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "characters" })).toContainText("Dogs");

  await openPart(page, "Tools");
  await page.getByRole("button", { name: "Add a tool" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a tool" });
  await dialog.getByLabel("Name").fill("order_status");
  await dialog.getByLabel("When to call it").fill("The contact asks where an order is.");
  await dialog.getByLabel("Address").fill(`${address}/tool`);
  await dialog.getByLabel("Arguments").fill("[]");
  await expect(dialog.getByText(/^Write an object/)).toBeVisible();
  await dialog.getByRole("button", { name: "Start from an example" }).click();
  await dialog.getByRole("button", { name: "Add the tool" }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Test order_status" }).click();
  await page.getByRole("button", { name: "Call it now" }).click();
  await expect(page.getByText("on its way")).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();

  await openPart(page, "Playground");
  await page.getByLabel("Chat", { exact: true }).selectOption({ label: "Alma Asks" });
  await page.getByLabel("Questions").selectOption("1");
  await page.getByLabel("Other model").fill("demo-large");
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByRole("heading", { name: "Other settings" })).toBeVisible();
});

for (const [size, viewport] of Object.entries({
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
})) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });

      test("every part of the AI", async ({ quietPage: page }) => {
        await signIn(page);
        await openAi(page);
        for (const part of ["Answers", "Who & when", "Limits", "Playground"]) {
          await openPart(page, part);
          await check(page, `AI, ${part}`);
        }
        for (const part of ["Drafts", "Tools", "Knowledge", "Log & cost"]) {
          await openPart(page, part);
          await expect(page.getByRole("heading", { level: 2 }).nth(0)).toBeVisible();
          await check(page, `AI, ${part}`);
        }
        await page.getByTestId("trace").first().locator("summary").first().click();
        await check(page, "AI, a trace");
        await openPart(page, "Who & when");
        await page.getByRole("button", { name: "Set hours" }).click();
        // At the end the bar that saves covers none of the fields.
        await page.locator("main").evaluate((box) => box.scrollTo(0, box.scrollHeight));
        await check(page, "AI, hours");
        await page.getByRole("button", { name: "Discard" }).click();

        await say(page, `Vera ${size} ${colorScheme}`, "May I bring a friend?");
        await openChat(page, `Vera ${size} ${colorScheme}`);
        const draft = page.getByRole("region", { name: "Draft of the AI" });
        await expect(draft).toBeVisible({ timeout: 30_000 });
        await check(page, "a draft in the inbox");
        await draft.getByRole("button", { name: "Discard" }).click();
        await page.getByRole("button", { name: "AI in this chat" }).click();
        await page.getByRole("menuitem", { name: "Pause for 4 hours" }).click();
        await expect(page.getByText(/AI is paused/)).toBeVisible();
        await check(page, "a paused chat");
      });
    });
  }
}

test("the settings are deleted", async ({ quietPage: page }) => {
  await signIn(page);
  await openAi(page);
  await page.getByRole("button", { name: "More about the AI" }).click();
  await page.getByRole("menuitem", { name: "Delete the settings" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete the settings" }).click();
  await expect(page.getByRole("button", { name: "Set it up" })).toBeVisible();
});
