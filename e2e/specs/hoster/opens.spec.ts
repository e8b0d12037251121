import type { Page } from "@playwright/test";
import type { Schema } from "../../support/api";
import { checkout } from "../../support/checkout";
import { owner, required } from "../../support/environment";
import {
  company,
  customer,
  fillIn,
  givePassword,
  image,
  plan,
  writeNotes,
} from "../../support/installation";
import { codeSentTo, mailTo } from "../../support/mailbox";
import { badge, enterCode, openModule, pick, signIn } from "../../support/panel";
import { expect, test } from "../../support/test";
import { totpCode } from "../../support/totp";

const docker = process.env.E2E_DOCKER_ENGINE;

/** Set up the authenticator app; returns its secret and a recovery code. */
async function addSecondFactor(page: Page): Promise<{ secret: string; recoveryCode: string }> {
  await page.getByRole("link", { name: "Включить второй фактор" }).click();
  const answered = page.waitForResponse((one) => one.url().endsWith("/me/totp"));
  await page.getByRole("button", { name: "Настроить приложение" }).first().click();
  const { secret } = (await (await answered).json()) as Schema<"TotpRead">;
  await page.getByLabel("Код из приложения").fill(totpCode(secret));
  await page.getByRole("button", { name: "Включить" }).click();
  const kept = page.getByRole("region", { name: "Резервные коды" }).getByRole("listitem");
  await expect(kept).toHaveCount(10);
  const recoveryCode = (await kept.first().textContent()) ?? "";
  await page.getByRole("button", { name: "Коды сохранены" }).click();
  return { secret, recoveryCode };
}

test("a hoster goes from an empty installation to a paid service and a backup", async ({
  page,
  browser,
}) => {
  let recoveryCode = "";
  let invoice = "";
  let address = "";
  let backup = "";
  let backupKey = "";

  await test.step("signs in, and may do nothing until there is a second factor", async () => {
    await page.goto("/sign-in");
    await signIn(page, owner.email, owner.password);
    await page.goto("/admin/settings");
    const factor = await addSecondFactor(page);
    recoveryCode = factor.recoveryCode;
    await pick(page, page.getByRole("button", { name: /^Аккаунт:/ }).first(), "Выйти");
    await expect(page).toHaveURL(/\/sign-in/);
    await givePassword(page, owner.email, owner.password);
    await page.getByLabel("Код из приложения").fill(totpCode(factor.secret, 1));
    await page.getByRole("button", { name: "Подтвердить" }).click();
    await expect(page).toHaveURL(/\/admin/);
  });

  await test.step("says who sells", async () => {
    await openModule(page, "/admin/settings");
    await page.getByLabel("Название компании").fill(company.name);
    await page.getByLabel("Адрес", { exact: true }).fill(company.address);
    await page.getByLabel("Почта поддержки").fill("help@north.example.com");
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByText("Настройки сохранены")).toBeVisible();
  });

  await test.step("names the mail server, and a test letter arrives", async () => {
    await page.getByRole("link", { name: "Почта", exact: true }).click();
    await page.getByLabel("Сервер", { exact: true }).fill("127.0.0.1");
    await page.getByLabel("Порт").fill(required("E2E_SMTP_PORT"));
    await page.getByLabel("Шифрование").selectOption("none");
    await page.getByLabel("Отправитель").fill(`${company.name} <panel@north.example.com>`);
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByText("Настройки сохранены").last()).toBeVisible();
    await page.getByRole("button", { name: "Отправить себе пробное письмо" }).click();
    await expect(page.getByText(`Сервер принял письмо на ${owner.email}`)).toBeVisible();
    await mailTo(owner.email, new RegExp(company.name));
  });

  await test.step("names the payment provider, which knows us", async () => {
    await page.getByRole("link", { name: "Платежи", exact: true }).last().click();
    await fillIn(page, {
      "Адрес платёжной системы": required("E2E_PAYMENTS_URL"),
      "Ключ API": required("E2E_SANDBOX_PAYMENTS_SECRET"),
    });
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByText(/^Чтобы предлагать её, задайте адрес/).last()).toBeVisible();
    await page
      .getByLabel("Секрет уведомлений")
      .fill(required("E2E_SANDBOX_PAYMENTS_WEBHOOK_SECRET"));
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByText(/^Сохранён в зашифрованном виде/).first()).toBeVisible();
    await page.getByRole("button", { name: "Проверить платёжную систему" }).click();
    await expect(page.getByText(/^Платёжная система отвечает и знает нас/)).toBeVisible();
  });

  await test.step("says where backups go, with a key of its own, and it can be written there", async () => {
    await page.getByRole("link", { name: "Резервные копии", exact: true }).last().click();
    await page.getByLabel("Где хранить копии").fill(required("E2E_BACKUP_TARGET"));
    await page.getByRole("button", { name: "Создать ключ" }).click();
    const key = page.getByRole("button", { name: /^Скопировать AGE-SECRET-KEY-1/ });
    backupKey = (await key.getAttribute("aria-label"))?.split(" ").at(-1) ?? "";
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(key).toHaveCount(0);
    await page.getByRole("button", { name: "Проверить место" }).click();
    await expect(page.getByText(/^Записали, прочитали и удалили/)).toBeVisible();
  });

  await test.step("adds a node, whose connection test is green", async () => {
    await openModule(page, "/admin/nodes");
    await page.getByRole("button", { name: "Добавить узел" }).first().click();
    await page.getByLabel("Драйвер").selectOption(docker ? "docker" : "process");
    if (docker) await page.getByLabel("Адрес движка").fill(docker);
    await fillIn(page, {
      Имя: "north-1",
      Регион: "Архангельск",
      "Адрес, на котором открываются порты": "127.0.0.1",
      "Первый порт": "31400",
      "Последний порт": "31449",
      Ядра: "2",
      "Память, МиБ": "2048",
      "Диск, ГиБ": "20",
    });
    await page.getByRole("button", { name: "Проверить соединение" }).click();
    const facts = page.getByRole("status", { name: "Проверка соединения" });
    await expect(facts.getByText("Движок")).toBeVisible();
    await expect(facts.getByText("Не удалось")).toHaveCount(0);
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "north-1" })).toBeVisible();
    await expect(badge(page)).toHaveText("Готов", { timeout: 30_000 });
  });

  await test.step("puts an image on sale", async () => {
    await openModule(page, "/admin/catalog/images");
    await page.getByRole("button", { name: "Добавить образ" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Новый образ" });
    await fillIn(dialog, {
      "Название образа": image.name,
      "Короткое имя": image.slug,
      "Описание по-русски": "Сайт из HTML-страниц",
      "Описание по-английски": "A site of HTML pages",
      "Адрес образа": `localhost/hostwright/${image.slug}:1`,
    });
    await dialog.getByRole("button", { name: "Сохранить" }).click();
    const actions = page.getByRole("button", { name: `Действия: ${image.slug}` });
    await pick(page, actions, "Выставить на продажу");
    await expect(page.getByRole("row").nth(1)).toContainText("Продаётся");
  });

  await test.step("makes a product and a plan with a price, and puts them on sale", async () => {
    await openModule(page, "/admin/catalog");
    await page.getByRole("button", { name: "Создать продукт" }).first().click();
    const product = page.getByRole("dialog", { name: "Новый продукт" });
    await fillIn(product, {
      "Название по-русски": "Контейнеры",
      "Название по-английски": "Containers",
      "Короткое имя": "containers",
    });
    await product.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Контейнеры" })).toBeVisible();
    await page.getByRole("button", { name: "Добавить тариф" }).click();
    const making = page.getByRole("dialog", { name: "Новый тариф" });
    await fillIn(making, {
      "Название тарифа": plan.name,
      "Короткое имя": plan.slug,
      "Процессор, тысячные доли ядра": "500",
      "Память, МиБ": "256",
      "Диск, ГиБ": "1",
    });
    await making.getByRole("button", { name: "Сохранить" }).click();
    await page.getByRole("button", { name: "Назначить цену" }).click();
    const price = page.getByRole("dialog", { name: `Цена тарифа ${plan.name}` });
    await price.getByLabel("Цена, RUB").fill("490");
    await price.getByRole("button", { name: "Назначить цену" }).click();
    await expect(page.getByRole("list", { name: `Цены тарифа ${plan.name}` })).toContainText("490");
    const onSale = page.getByRole("button", { name: "Выставить на продажу" });
    await onSale.last().click();
    await expect(onSale).toHaveCount(1);
    await onSale.click();
    await expect(onSale).toHaveCount(0);
  });

  const theirs = await browser.newContext();
  const shop = await theirs.newPage();

  await test.step("a visitor sees the plan on the public page", async () => {
    await expect(async () => {
      await shop.goto("/plans");
      const card = shop.getByRole("article").filter({ hasText: plan.name });
      await expect(card).toContainText(plan.price, { timeout: 1000 });
    }).toPass({ timeout: 60_000 });
  });

  await test.step("registers, confirms by mail, orders and pays", async () => {
    const card = shop.getByRole("article").filter({ hasText: plan.name });
    await card.getByRole("link", { name: `Заказать ${plan.name}` }).click();
    await expect(shop).toHaveURL(/\/sign-in\?next=/);
    await shop.getByRole("link", { name: "Создайте аккаунт" }).click();
    await fillIn(shop, {
      "Как к вам обращаться?": customer.name,
      "Эл. почта": customer.email,
      Пароль: customer.password,
    });
    await shop.getByRole("button", { name: "Создать аккаунт" }).click();
    await enterCode(shop, await codeSentTo(customer.email));
    await shop.getByRole("main").getByRole("link", { name: "Войти" }).click();
    await signIn(shop, customer.email, customer.password);
    await expect(shop.getByRole("radio", { name: new RegExp(`^${plan.name}`) })).toBeChecked();
    await shop.getByLabel("Имя услуги").fill(customer.hostname);
    await shop.getByRole("button", { name: `Заказать за ${plan.price}` }).click();
    await checkout(shop, "pay");
  });

  await test.step("has a service that answers", async () => {
    await expect(shop.getByRole("heading", { level: 1, name: customer.hostname })).toBeVisible();
    await expect(badge(shop)).toHaveText("Работает", { timeout: 60_000 });
    const opened = theirs.waitForEvent("page");
    await shop.getByRole("button", { name: "Открыть сайт" }).click();
    const site = await opened;
    await expect(site.getByRole("heading", { level: 1, name: customer.hostname })).toBeVisible();
    address = site.url();
    await mailTo(customer.email, /Оплата получена/);
    await mailTo(customer.email, new RegExp(`${customer.hostname} работает`));
    await openModule(shop, "/panel/invoices");
    const row = shop.getByRole("row").filter({ hasText: customer.hostname });
    await expect(row).toContainText("Оплачен");
    invoice = (await row.getByRole("link").first().textContent()) ?? "";
    await theirs.close();
  });

  await test.step("the hoster sees the money and makes a backup", async () => {
    await openModule(page, "/admin/customers");
    await expect(page.getByRole("row").filter({ hasText: customer.email })).toBeVisible();
    await openModule(page, "/admin/backups");
    await page.getByRole("button", { name: "Сделать копию" }).first().click();
    const made = page.getByRole("row").nth(1);
    await expect(made).toContainText("Проверена", { timeout: 60_000 });
    const name = made.getByRole("button", { name: /^Скопировать [0-9a-f]{32}$/ });
    backup = (await name.getAttribute("aria-label"))?.split(" ").at(-1) ?? "";
  });

  await writeNotes({ recoveryCode, invoice, address, backup, backupKey });
});
