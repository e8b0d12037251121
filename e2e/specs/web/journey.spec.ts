import { checkout } from "../../support/checkout";
import { codeSentTo, mailTo } from "../../support/mailbox";
import { badge, enterCode, mark, notReloaded, pick, signIn } from "../../support/panel";
import { freshEmail, freshHostname } from "../../support/people";
import { expireRecentAuth, prove } from "../../support/stepUp";
import { expect, test } from "../../support/test";

const email = freshEmail();
const password = "green river 42 lanterns";
const hostname = freshHostname("shop");

test("a visitor registers, deploys a container, and deletes it", {
  tag: "@driver",
}, async ({ page, context }) => {
  test.setTimeout(180_000);

  await test.step("finds a plan and registers", async () => {
    await page.goto("/");
    await page.getByRole("link", { name: /^Тарифы от 190 ₽/ }).click();
    await page.getByRole("link", { name: "Заказать Start" }).click();
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByRole("link", { name: "Создайте аккаунт" }).click();
    await page.getByLabel("Как к вам обращаться?").fill("Алексей Петров");
    await page.getByLabel("Эл. почта").fill(email);
    await page.getByLabel("Пароль").fill(password);
    await page.getByRole("button", { name: "Создать аккаунт" }).click();
    await expect(page.getByRole("heading", { name: "Проверьте почту" })).toBeVisible();
    await enterCode(page, await codeSentTo(email));
    await page.getByRole("main").getByRole("link", { name: "Войти" }).click();
    await signIn(page, email, password);
    await expect(page).toHaveURL(/\/panel\/order\?plan=start$/);
    await expect(page.getByRole("radio", { name: /^Start/ })).toBeChecked();
  });

  await test.step("orders a container and pays by card", async () => {
    await page.getByRole("radio", { name: /Python web app/ }).click();
    await expect(page.getByRole("radio", { name: /Python web app/ })).toBeChecked();
    await page.getByLabel("Имя услуги").fill(hostname);
    await expect(page.getByRole("radio", { name: /С баланса/ })).toBeDisabled();
    await page.getByRole("button", { name: "Заказать за 190 ₽" }).click();
    await checkout(page, "pay");
    await mark(page);
  });

  await test.step("watches it being deployed", async () => {
    await expect(page).toHaveURL(/\/panel\/services\//);
    await expect(page.getByRole("heading", { level: 1, name: hostname })).toBeVisible();
    await expect(badge(page)).toHaveText("Работает", { timeout: 60_000 });
    await expect(page.getByText("Тариф Start")).toBeVisible();
    expect(await notReloaded(page)).toBe(true);
    await page.getByRole("link", { name: "Активность" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Развёртывание" })).toContainText(
      "Готово",
    );
    await mailTo(email, new RegExp(`${hostname} работает`));
  });

  await test.step("opens its own address", async () => {
    const opened = context.waitForEvent("page");
    await page.getByRole("button", { name: "Открыть сайт" }).click();
    const site = await opened;
    await expect(site.getByRole("heading", { level: 1, name: hostname })).toBeVisible();
    await expect(site.getByRole("definition").first()).toHaveText(/^[1-9]\d*$/);
    await site.close();
  });

  await test.step("restarts it and reads its logs", async () => {
    await page.getByRole("button", { name: "Перезапустить" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Перезапустить" }).click();
    await expect(
      page.getByRole("listitem").filter({ hasText: /^Готово\s*Перезапу/ }),
    ).toBeVisible();
    await page.getByRole("link", { name: "Журнал", exact: true }).click();
    await expect(page.getByRole("log")).toContainText("GET / ");
  });

  await test.step("stops and starts it", async () => {
    await pick(page, page.getByRole("button", { name: "Ещё действия" }), "Остановить");
    await page.getByRole("dialog").getByRole("button", { name: "Остановить" }).click();
    await expect(badge(page)).toHaveText("Остановлена");
    await page.getByRole("button", { name: "Запустить", exact: true }).first().click();
    await expect(badge(page)).toHaveText("Работает");
    expect(await notReloaded(page)).toBe(true);
  });

  await test.step("sees what it uses, as a graph and as a table", async () => {
    await page.getByRole("link", { name: "Обзор" }).last().click();
    const memory = page.getByRole("figure", { name: "Память" });
    await expect(memory.locator("figcaption b")).toHaveText(/МБ/, { timeout: 45_000 });
    await expect(memory.locator("canvas")).toBeVisible();
    await memory.getByRole("button", { name: "Показать таблицей" }).click();
    await expect(memory.getByRole("cell", { name: /\d МБ$/ }).first()).toBeVisible();
  });

  await test.step("reads the invoice and its lines", async () => {
    await page
      .getByRole("navigation", { name: "Разделы" })
      .getByRole("link", { name: "Счета" })
      .click();
    const row = page.getByRole("row").filter({ hasText: hostname });
    await expect(row).toContainText("Оплачен");
    await row.getByRole("link").first().click();
    await expect(badge(page)).toHaveText("Оплачен");
    const line = page.getByRole("table", { name: "Строки счёта" }).getByRole("row").nth(1);
    await expect(line).toContainText("Тариф «Start», первый период");
    await expect(line).toContainText(hostname);
    await expect(line).toContainText("1 × 190 ₽");
  });

  await test.step("tops up the balance", async () => {
    const menu = page.getByRole("navigation", { name: "Разделы" });
    await menu.getByRole("link", { name: "Баланс и оплата" }).click();
    await page.getByLabel("Сумма, RUB").fill("750");
    await page.getByRole("button", { name: "Перейти к оплате" }).click();
    await checkout(page, "pay");
    await expect(page.getByText("750 ₽ получено. Спасибо!")).toBeVisible();
    await expect(page.locator("main .stat__value").first()).toHaveText("750 ₽");
    await expect(page.getByRole("row").filter({ hasText: "Пополнение картой" })).toContainText(
      "+750 ₽",
    );
  });

  await test.step("changes the profile", async () => {
    await page
      .getByRole("navigation", { name: "Разделы" })
      .getByRole("link", { name: "Профиль" })
      .click();
    await page.getByLabel("Имя", { exact: true }).fill("Алексей Сидоров");
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByText("Профиль сохранён")).toBeVisible();
    await page.reload();
    await expect(page.getByLabel("Имя", { exact: true })).toHaveValue("Алексей Сидоров");
  });

  await test.step("deletes the container by typing its name and proving who it is", async () => {
    await expireRecentAuth({ email });
    await page.goto("/panel/services");
    await page.getByRole("link", { name: hostname }).click();
    await pick(page, page.getByRole("button", { name: "Ещё действия" }), "Удалить");
    const dialog = page.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: "Удалить навсегда" });
    await expect(confirm).toBeDisabled();
    await dialog.getByRole("textbox").fill(hostname);
    await confirm.click();
    await prove(page, { password });
    await expect(page).toHaveURL(/\/panel\/services$/);
    await expect(page.getByRole("heading", { name: "Здесь появятся ваши услуги" })).toBeVisible();
  });

  await test.step("signs out", async () => {
    await pick(page, page.getByRole("button", { name: /^Аккаунт:/ }).first(), "Выйти");
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto("/panel");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});
