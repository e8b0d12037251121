import { Api, problemOf } from "../../support/api";
import { openModule, pick } from "../../support/panel";
import { enter, newCustomer } from "../../support/people";
import { expireRecentAuth, prove } from "../../support/stepUp";
import { expect, test } from "../../support/test";

test("a token is created, shown once, limited to its permissions, and revoked", async ({
  page,
  context,
}) => {
  const person = await newCustomer("Вера Токенова");
  await enter(context, person);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await expireRecentAuth(person);
  await openModule(page, "/panel/tokens");
  await page.getByRole("button", { name: "Создать токен" }).first().click();
  const form = page.getByRole("dialog", { name: "Личный токен" });
  const row = page.getByRole("row").filter({ hasText: "выкладка из CI" });
  let secret = "";

  await test.step("without a permission there is no token", async () => {
    await form.getByLabel("Имя").fill("выкладка из CI");
    await form.getByLabel("Только с этих адресов").fill("127.0.0.0/8");
    await form.getByRole("button", { name: "Создать токен" }).click();
    await expect(form.getByText("Выберите хотя бы одно")).toBeVisible();
  });

  await test.step("creating it needs step-up; it is shown once", async () => {
    await form.getByLabel("Видеть заказы").check();
    await form.getByRole("button", { name: "Создать токен" }).click();
    await prove(page, person);
    const shown = page.getByRole("dialog", { name: "Скопируйте токен сейчас" });
    await shown.getByRole("button", { name: /^Скопировать hwt_/ }).click();
    await expect(shown.getByRole("button", { name: "Скопировано" })).toBeVisible();
    secret = await page.evaluate(() => navigator.clipboard.readText());
    expect(secret).toMatch(/^hwt_/);
    await page.keyboard.press("Escape");
    await expect(shown, "a slip must not lose it").toBeVisible();
    await shown.getByRole("button", { name: "Токен сохранён" }).click();
    await expect(row).toContainText("127.0.0.0/8");
    await expect(row).toContainText("ещё не было");
    await page.reload();
    await expect(row).toBeVisible();
    await expect(page.getByText(secret)).toHaveCount(0);
  });

  const program = new Api(secret);

  await test.step("requests are limited to the token's permissions, and the list shows its use", async () => {
    expect((await program.list("/orders")).total).toBe(0);
    await problemOf(await program.send("GET", "/invoices"), 403);
    await expect(async () => {
      await page.reload();
      await expect(row).toContainText("127.0.0.1", { timeout: 2000 });
      await expect(row).not.toContainText("ещё не было");
    }).toPass();
  });

  await test.step("a revoked token is refused", async () => {
    await pick(page, row.getByRole("button", { name: /^Действия/ }), "Отозвать");
    await page.getByRole("dialog").getByRole("textbox").fill("выкладка из CI");
    await page.getByRole("dialog").getByRole("button", { name: "Отозвать" }).click();
    await expect(page.getByText("Токенов пока нет")).toBeVisible();
    await expect.poll(async () => (await program.send("GET", "/orders")).status).toBe(401);
  });
});

test("a token for another network is refused here", async ({ page, context }) => {
  const person = await newCustomer("Вера Удалённая");
  await enter(context, person);
  await openModule(page, "/panel/tokens/account");
  await page.getByRole("button", { name: "Создать токен" }).first().click();
  const form = page.getByRole("dialog", { name: "Токен аккаунта" });
  await form.getByLabel("Имя").fill("из офиса");
  await form.getByLabel("Видеть услуги и их журналы").check();
  await form.getByLabel("Действует до").fill("2099-01-01");
  await form.getByLabel("Только с этих адресов").fill("203.0.113.0/24");
  await form.getByRole("button", { name: "Создать токен" }).click();
  await expect(form.getByRole("alert")).toContainText("не дальше года");
  const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await form.getByLabel("Действует до").fill(inAWeek);
  await form.getByRole("button", { name: "Создать токен" }).click();
  const shown = page.getByRole("dialog", { name: "Скопируйте токен сейчас" });
  const copy = shown.getByRole("button", { name: /^Скопировать hwt_/ });
  const secret = (await copy.textContent())?.trim() ?? "";
  await shown.getByRole("button", { name: "Токен сохранён" }).click();
  await problemOf(await new Api(secret).send("GET", "/services"), 401);
  const row = page.getByRole("row").filter({ hasText: "из офиса" });
  await expect(row).toContainText("203.0.113.0/24");
  await expect(row).toContainText("Вера Удалённая");
});
