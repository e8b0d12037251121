import { contentShown, mark, notReloaded, openModule, pick } from "../../support/panel";
import { enter, newCustomer } from "../../support/people";
import { expect, test } from "../../support/test";

test("the language changes at once and persists", async ({ page, visitor: _ }) => {
  await openModule(page, "/panel/invoices?status=paid");
  await mark(page);
  await page.getByRole("button", { name: "Switch to English" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Invoices" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(/\/panel\/invoices\?status=paid$/);
  await expect(page).toHaveTitle("Invoices · Hostwright");
  expect(await notReloaded(page)).toBe(true);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Invoices" })).toBeVisible();
  await page.getByRole("button", { name: "Перейти на русский" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Счета" })).toBeVisible();
});

test("the chosen theme applies from the first paint", async ({ page, visitor: _ }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await openModule(page, "/panel");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await pick(page, page.getByRole("button", { name: /^Тема:/ }), "Тёмная");
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await page.reload({ waitUntil: "commit" });
  await expect.poll(background).toBe(dark);
  await contentShown(page);
  await pick(page, page.getByRole("button", { name: "Тема: Тёмная" }), "Как в системе");
  await expect.poll(background).toBe(light);
});

test("the command palette reaches every module", async ({ page, visitor: _ }) => {
  await openModule(page, "/panel");
  await mark(page);
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Найти или сделать" });
  await expect(field).toBeFocused();
  await field.fill("подпис");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/panel\/subscriptions$/);
  await page.keyboard.press("Control+k");
  await field.fill("нет такой");
  await expect(page.getByText("Ничего не нашлось")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);
  expect(await notReloaded(page)).toBe(true);
});

test("the search finds a customer by the owner's address", async ({ page, context, admin }) => {
  const person = await newCustomer("Ольга Искомая");
  await enter(context, admin);
  await openModule(page, "/admin");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Найти или сделать" }).fill(person.email);
  await expect(page.getByRole("option")).toHaveCount(2);
  await page.getByRole("option").first().click();
  await expect(page).toHaveURL(/\/admin\/customers\/[0-9a-f-]{36}$/);
  await expect(page.locator("main")).toContainText(person.email);
});

test("modules change without a reload, Back restores list and filters", async ({
  page,
  visitor: _,
}) => {
  await openModule(page, "/panel/invoices");
  await mark(page);
  const filter = page.getByRole("group", { name: "Состояние" }).getByRole("button", {
    name: "Оплачен",
  });
  const menu = page.getByRole("navigation", { name: "Разделы" });
  await page.goto("/panel/invoices?status=paid");
  await mark(page);
  await menu.getByRole("link", { name: "Профиль" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Профиль" })).toBeVisible();
  await expect(menu.getByRole("link", { name: "Профиль" })).toHaveAttribute("aria-current", "page");
  await page.goBack();
  await expect(filter).toHaveAttribute("aria-pressed", "true");
  expect(await notReloaded(page)).toBe(true);
});

test("an unknown module shows 404 inside the frame", async ({ page, visitor: _ }) => {
  await openModule(page, "/panel/no-such-module");
  await expect(page.getByRole("heading", { name: "Такой страницы нет" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "В панель" }).click();
  await expect(page).toHaveURL(/\/panel$/);
});

test("the grid: sidebar of 256, content of at most 1120, equal margins", async ({
  page,
  visitor: _,
}) => {
  await page.setViewportSize({ width: 1920, height: 1000 });
  await openModule(page, "/panel/services");
  const sidebar = await page.locator("#sidebar").boundingBox();
  const content = await page.locator("main").boundingBox();
  expect(sidebar?.width).toBe(256);
  expect(content?.width).toBeLessThanOrEqual(1120);
  const right = 1920 - (content?.x ?? 0) - (content?.width ?? 0);
  expect(Math.abs((sidebar?.x ?? 0) - right)).toBeLessThanOrEqual(16);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the menu is a drawer that keeps the focus until it is closed", async ({
    page,
    visitor: _,
  }) => {
    await openModule(page, "/panel");
    const burger = page.locator(".burger");
    await expect(burger).toHaveAccessibleName("Открыть меню");
    await burger.focus();
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog", { name: "Меню" });
    await expect(drawer).toBeVisible();
    await expect(burger).toHaveAttribute("aria-expanded", "true");
    const links = await drawer.locator("a[href], button").count();
    for (let press = 0; press <= links; press += 1) {
      expect(await drawer.evaluate((element) => element.contains(document.activeElement))).toBe(
        true,
      );
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(burger).toBeFocused();
    await burger.click();
    await drawer.getByRole("link", { name: "Услуги" }).click();
    await expect(page).toHaveURL(/\/panel\/services$/);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  test("the page under the drawer does not scroll", async ({ page, visitor: _ }) => {
    await openModule(page, "/panel/order");
    await page.locator(".burger").click();
    await expect(page.getByRole("dialog", { name: "Меню" })).toBeVisible();
    await page.mouse.move(380, 500);
    await page.mouse.wheel(0, 600);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});
