/**
 * The pictures of the documentation, taken of a demo installation that runs (`just up`).
 *
 *   node pictures/take.ts [--url http://localhost:8000] [--password hostwright-demo] [--into ../docs/pictures]
 */
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { components } from "../../frontend/src/api/schema.gen.ts";

type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
type Theme = Schema<"Theme">;

interface Picture {
  name: string;
  path: string;
  theme?: Theme;
  width?: number;
  /** What is waited for, and shown even where it stands below the first screen. */
  from?: string;
}

const { values: given } = parseArgs({
  options: {
    url: { type: "string", default: "http://localhost:8000" },
    password: { type: "string", default: "hostwright-demo" },
    into: { type: "string", default: "../docs/pictures" },
  },
});
const waitMs = 120_000;
const pauseMs = 200;
const patience = { timeout: waitMs };

/** One of the demo people, who reads English, as a program of theirs. */
class Caller {
  readonly email: string;
  private readonly token: string;

  private constructor(email: string, token: string) {
    this.email = email;
    this.token = token;
  }

  static async signIn(email: string): Promise<Caller> {
    const body = new URLSearchParams({
      grant_type: "password",
      username: email,
      password: given.password,
    });
    const answer = await fetch(`${given.url}/api/v1/auth/token`, { method: "POST", body });
    if (!answer.ok) throw new Error(`${email} cannot sign in: ${await answer.text()}`);
    const caller = new Caller(email, ((await answer.json()) as Schema<"TokenRead">).access_token);
    await caller.send("PATCH", "/me", { locale: "en" });
    return caller;
  }

  async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = {
      Authorization: `Bearer ${this.token}`,
      "Content-Type": "application/json",
      ...(method === "POST" ? { "Idempotency-Key": randomUUID() } : {}),
    };
    const answer = await fetch(`${given.url}/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.send<Answer>("GET", path);
  }

  async first(path: string): Promise<string> {
    const { items } = await this.get<{ items: { id: string }[] }>(path);
    const id = items[0]?.id;
    if (id === undefined) throw new Error(`${path} is empty`);
    return id;
  }
}

/** Order a container by the hour. */
async function order(customer: Caller, hostname: string): Promise<Schema<"OrderRead">> {
  const catalog = await customer.get<Schema<"CatalogRead">>("/public/catalog");
  const [plan] = catalog.products.flatMap(({ plans }) => plans);
  return customer.send("POST", "/orders", {
    plan_id: plan?.id,
    price_id: plan?.prices.find(({ period }) => period === "hour")?.id,
    image_id: catalog.images[0]?.id,
    hostname,
  });
}

async function open(browser: Browser, person: Caller | null): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce" });
  if (person) {
    const answer = await context.request.post(`${given.url}/api/v1/auth/token`, {
      headers: { "X-Refresh-Transport": "cookie", Origin: given.url },
      form: { grant_type: "password", username: person.email, password: given.password },
    });
    if (!answer.ok()) throw new Error(`no session: ${await answer.text()}`);
  }
  return context.newPage();
}

async function show(page: Page, { path, theme = "light", width = 1440 }: Picture): Promise<void> {
  await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
  await page.goto(given.url + path);
  await page.locator("h1").first().waitFor(patience);
  await page.waitForFunction(() => !document.querySelector("main .sk"), undefined, patience);
  await page.evaluate((chosen) => {
    document.documentElement.dataset.theme = chosen;
  }, theme);
}

async function take(page: Page, picture: Picture): Promise<void> {
  await show(page, picture);
  if (picture.from) {
    const shown = page.locator(picture.from).first();
    await shown.waitFor(patience);
    await shown.evaluate((part) => part.scrollIntoView({ block: "end" }));
  }
  await keep(page, picture.name);
}

async function keep(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${given.into}/${name}.png`, animations: "disabled" });
  console.log(`${name}.png`);
}

async function takeAll(browser: Browser, person: Caller | null, pictures: Picture[]) {
  const page = await open(browser, person);
  for (const picture of pictures) await take(page, picture);
  await page.context().close();
}

/** Ask until the answer is the one waited for. */
async function until<Answer>(
  ask: () => Promise<Answer>,
  wanted: (answer: Answer) => unknown,
): Promise<Answer> {
  for (const end = Date.now() + waitMs; Date.now() < end; await setTimeout(pauseMs)) {
    const answer = await ask();
    if (wanted(answer)) return answer;
  }
  throw new Error(`not so within ${waitMs / 1000} s: ${wanted}`);
}

/** The deploy of a service while it goes on, then the service at work. */
async function takeDeploy(browser: Browser, customer: Caller): Promise<void> {
  const page = await open(browser, customer);
  const { id, invoice_id } = await order(customer, "shop");
  await show(page, { name: "deploy", path: `/panel/orders/${id}` });
  await customer.send("POST", `/invoices/${invoice_id}/actions/pay`, { method: "balance" });
  await page.locator(".steps .step--done").first().waitFor(patience);
  await keep(page, "deploy");
  const { service_id } = await customer.get<Schema<"OrderRead">>(`/orders/${id}`);
  await until(
    () => customer.get<Schema<"ServiceRead">>(`/services/${service_id}`),
    ({ status }) => status === "active",
  );
  await show(page, { name: "service", path: `/panel/services/${service_id}` });
  await page.getByText("Not checked yet").waitFor({ state: "hidden", ...patience });
  await keep(page, "service");
  await page.context().close();
}

await mkdir(given.into, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.E2E_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--force-color-profile=srgb"],
});
const customer = await Caller.signIn("customer@example.com");
const owner = await Caller.signIn("owner@example.com");
const product = await owner.first("/admin/products");
await takeAll(browser, null, [{ name: "plans", path: "/en/plans" }]);
await takeDeploy(browser, customer);
await takeAll(browser, customer, [
  { name: "order", path: "/panel/order" },
  { name: "invoices", path: "/panel/invoices" },
  { name: "phone", path: "/panel", theme: "dark", width: 390 },
]);
await takeAll(browser, owner, [
  { name: "overview", path: "/admin", from: "section[aria-label=Trends]" },
  { name: "first-steps", path: "/admin/setup" },
  { name: "catalog", path: `/admin/catalog/${product}` },
  { name: "node", path: "/admin/nodes/new" },
  { name: "settings", path: "/admin/settings" },
  { name: "backups", path: "/admin/settings/backups" },
  { name: "system", path: "/admin/system", theme: "dark" },
]);
await browser.close();
