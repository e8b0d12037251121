import { expect, type Locator, type Page } from "@playwright/test";

/** Open the panel at a module and wait until its content is there. */
export async function openModule(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await contentShown(page);
}

/** Wait until the module shows its content: neither the frame's nor its own skeleton is left. */
export async function contentShown(page: Page): Promise<void> {
  await expect(page.locator(".topbar__tools")).toBeVisible();
  await expect(page.locator("main h1")).toBeVisible();
  await expect(page.locator("main .sk")).toHaveCount(0);
}

/** Fill the sign-in form and wait for the panel. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Эл. почта").fill(email);
  await page.getByLabel("Пароль").fill(password);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(page).toHaveURL(/\/(panel|admin)/);
  await expect(page.locator(".topbar__tools")).toBeVisible();
}

/** Pick an entry of a menu that a button opens. */
export async function pick(page: Page, button: Locator, entry: string): Promise<void> {
  await button.click();
  await page.getByRole("menuitem", { name: entry, exact: true }).click();
}

/** The state of a service, order or invoice, beside its name at the top of the page. */
export function badge(page: Page): Locator {
  return page.locator("main .title-line .badge");
}

/** Mark the page; `notReloaded` tells later whether it is still the same document. */
export async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { markedByTest: true }));
}

export async function notReloaded(page: Page): Promise<boolean> {
  return page.evaluate(() => "markedByTest" in globalThis);
}

/** Give the mailed code on the registration page; a code counts once its mail is fully sent. */
export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Код из письма").fill(code);
  await expect(async () => {
    await page.getByRole("button", { name: "Подтвердить" }).click({ timeout: 1000 });
    const done = page.getByRole("heading", { name: "Почта подтверждена" });
    await expect(done).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 15_000 });
}

/** Open the sheet that pays an invoice or an order, and pay from the balance or by card. */
export async function payInSheet(page: Page, method: "balance" | "card"): Promise<void> {
  await page.getByRole("button", { name: "Оплатить", exact: true }).first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("radio", { name: method === "card" ? /Картой/ : /С баланса/ }).check();
  await sheet.getByRole("button", { name: /^Оплатить/ }).click();
}
