import type { Page } from "@playwright/test";
import { badge, openModule } from "../../support/panel";
import { enter, freshHostname, newCustomer } from "../../support/people";
import { expireRecentAuth } from "../../support/stepUp";
import { expect, test } from "../../support/test";

/** Press Tab until the thing with this name has the focus; says where it is lost. */
async function tabTo(page: Page, name: RegExp, most = 60): Promise<void> {
  const seen: string[] = [];
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    const label = (await focused.count())
      ? await focused.evaluate((element) => {
          const input = element as HTMLInputElement;
          const words = input.labels?.[0]?.textContent ?? element.textContent ?? "";
          return `${element.getAttribute("aria-label") ?? ""} ${words}`.replace(/\s+/g, " ").trim();
        })
      : "";
    if (name.test(label)) return;
    seen.push(label);
  }
  throw new Error(`Tab never reached ${name}, but ${JSON.stringify(seen)}`);
}

test("signing in needs no mouse", async ({ page }) => {
  const person = await newCustomer("Клава Клавишина");
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "К содержанию" })).toBeFocused();
  await tabTo(page, /^Войти$/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in$/);
  await tabTo(page, /^Эл\. почта$/);
  await page.keyboard.type(person.email);
  await tabTo(page, /^Пароль$/);
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/panel$/);
});

test("ordering, paying and deleting need no mouse", async ({ page, customer: _ }) => {
  await openModule(page, "/panel");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await tabTo(page, /^Выбрать тариф$/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/panel\/order/);
  await tabTo(page, /^Почасово$/);
  await page.keyboard.press("Space");
  await tabTo(page, /Start/);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /Base/ })).toBeChecked();
  await page.keyboard.press("ArrowUp");
  await tabTo(page, /Static site/);
  await tabTo(page, /^Имя услуги$/);
  const hostname = freshHostname("keys");
  await page.keyboard.type(hostname);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/panel\/services\//);
  await expect(badge(page)).toHaveText("Работает", { timeout: 60_000 });

  await tabTo(page, /^Ещё действия/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Остановить" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Удалить" })).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: `Удалить ${hostname}?` });
  await expect(dialog.getByRole("textbox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Ещё действия" })).toBeFocused();
});

test("step-up needs no mouse and traps the focus", async ({ page, context }) => {
  const person = await newCustomer("Клава Проверенная");
  await enter(context, person);
  await expireRecentAuth(person);
  await openModule(page, "/panel/profile/data");
  const button = page.getByRole("button", { name: "Получить копию данных" });
  await tabTo(page, /^Получить копию данных$/);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Подтвердите, что это вы" });
  await expect(dialog.getByLabel("Пароль")).toBeFocused();
  for (let press = 0; press < 6; press += 1) {
    await page.keyboard.press("Tab");
    await expect(dialog.locator(":focus")).toHaveCount(1);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.getByLabel("Пароль")).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Собираем ваши данные")).toBeVisible();
  await expect(dialog).toHaveCount(0);
});

test("the account's menu opens, walks and closes by keys", async ({ page, visitor: _ }) => {
  await openModule(page, "/panel");
  const button = page.getByRole("button", { name: /^Аккаунт:/ }).first();
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Профиль" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "English" })).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("menuitem", { name: "Выйти" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(button).toBeFocused();
});
