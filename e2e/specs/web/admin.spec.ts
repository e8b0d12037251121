import type { Schema } from "../../support/api";
import { badge, contentShown, openModule, pick } from "../../support/panel";
import {
  demo,
  demoPerson,
  enter,
  freshHostname,
  newCustomer,
  type Person,
} from "../../support/people";
import { deleteServices, deploy, type Service } from "../../support/services";
import { expect, test } from "../../support/test";

type Invoice = Schema<"AdminInvoiceRead">;

let client: Person;
let service: Service;
const name = `Семён Клиентов ${Date.now()}`;

test.beforeAll(async () => {
  client = await newCustomer(name, 50_000);
  service = await deploy(client.api, freshHostname("watched"));
});

test.afterAll(async () => deleteServices(client.api));

test("the owner sees the overview of the business", async ({ page, context, admin }) => {
  await enter(context, admin);
  await openModule(page, "/admin");
  await expect(page.getByRole("heading", { level: 1, name: "Обзор" })).toBeVisible();
  for (const tile of ["Доход в месяц (MRR)", "Работающие услуги", "Заказы за сегодня"]) {
    await expect(page.getByText(tile, { exact: true })).toBeVisible();
  }
  await expect(page.locator("main").getByRole("link", { name: /^local-/ })).toBeVisible();

  const menu = page.getByRole("navigation", { name: "Разделы" });
  const visited = ["Клиенты", "Заказы", "Счета и платежи", "Журнал проводок"];
  for (const module of [...visited, "Услуги", "Операции", "Узлы", "Задания"]) {
    await menu.getByRole("link", { name: module, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: module })).toBeVisible();
    await expect(
      page.getByRole("table", { name: module === "Счета и платежи" ? /./ : module }),
    ).toBeVisible();
  }
});

test("one customer leads to everything about them", async ({ page, context, admin }) => {
  await enter(context, admin);
  await openModule(page, "/admin/customers");
  await page.getByRole("searchbox", { name: "Имя или почта" }).fill(client.email);
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: service.hostname }).click();
  await expect(badge(page)).toHaveText("Работает");
  await page.getByRole("link", { name: "Открыть заказ" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Заказ HW-O-/ })).toBeVisible();
  await page.getByRole("link", { name: "Открыть счёт" }).click();
  await expect(badge(page)).toHaveText("Оплачен");
});

test("an operation shows its steps and its log", async ({ page, context, admin }) => {
  await enter(context, admin);
  await openModule(page, `/admin/operations?q=${service.hostname}`);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(badge(page)).toHaveText("Готово");
  const steps = page.getByRole("listitem");
  for (const step of ["Место на узле", "Готовим образ", "Первый запуск", "Проверка ответа"]) {
    await expect(steps.filter({ hasText: step })).toContainText("готово");
  }
  await expect(page.getByRole("log")).toContainText("placed on local-");
});

test("a balance adjustment needs a reason and is a balanced ledger entry", async ({
  page,
  context,
  admin,
}) => {
  await enter(context, admin);
  await openModule(page, `/admin/customers?q=${client.email}`);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await page.getByRole("link", { name: "Баланс", exact: true }).click();
  await page.getByLabel("Сумма, RUB").fill("12,34");
  await page.getByRole("button", { name: "Изменить" }).click();
  await expect(page.getByLabel("Причина")).toHaveAttribute("aria-invalid", "true");
  const reason = `за ожидание ${Date.now()}`;
  await page.getByLabel("Причина").fill(reason);
  await page.getByRole("button", { name: "Изменить" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Начислить 12,34 ₽" }).click();
  await expect(page.getByText(/^Баланс теперь/)).toBeVisible();
  await openModule(page, `/admin/ledger?q=${encodeURIComponent(reason)}`);
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("row").nth(1)).toContainText("+12,34 ₽");
  await expect(page.getByRole("row").nth(1)).toContainText("-12,34 ₽");
});

test("every entry of the ledger is balanced, every invoice adds up", async ({ admin }) => {
  const entries = await admin.api.list<Schema<"LedgerEntryRead">>("/admin/ledger?size=200");
  expect(entries.items.length).toBeGreaterThan(0);
  for (const entry of entries.items) {
    const sum = entry.postings.reduce((total, { amount }) => total + amount.amount, 0);
    expect(sum, entry.reason.code).toBe(0);
  }
  const invoices = await admin.api.list<Invoice>("/admin/invoices?size=200");
  for (const invoice of invoices.items) {
    expect(invoice.subtotal.amount + invoice.tax.amount, invoice.number ?? "").toBe(
      invoice.total.amount,
    );
  }
});

test("jobs can be filtered, and none is dead-lettered", async ({ page, context, admin }) => {
  await enter(context, admin);
  await openModule(page, "/admin/jobs");
  const states = page.getByRole("group", { name: "Состояние" });
  await states.getByRole("button", { name: "Готово" }).click();
  await expect(page).toHaveURL(/state=done/);
  await expect(page.getByRole("row").nth(1)).toContainText("Готово");
  await states.getByRole("button", { name: /^Не выполнено/ }).click();
  await expect(page.getByRole("heading", { name: "Ничего не нашлось" })).toBeVisible();
});

test("support reads, but changes neither billing nor nodes", async ({ page, context }) => {
  await enter(context, await demoPerson(demo.support));
  await openModule(page, `/admin/customers?q=${client.email}`);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("link", { name: "Изменить" })).toHaveCount(0);
  await page.getByRole("link", { name: "Баланс", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Последние движения" })).toBeVisible();
  await expect(page.getByLabel("Сумма, RUB")).toHaveCount(0);
  await openModule(page, "/admin/orders");
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /^Заказ HW-O-/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Вернуть деньги" })).toHaveCount(0);
  await openModule(page, "/admin/nodes");
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Занято услугами" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Начать обслуживание" })).toHaveCount(0);
  await openModule(page, "/admin/jobs");
  await expect(page.getByRole("heading", { name: "Эта страница вам недоступна" })).toBeVisible();
});

test("a customer is denied the administration", async ({ page, customer: _ }) => {
  for (const path of ["/admin", "/admin/customers", "/admin/jobs"]) {
    await openModule(page, path);
    await expect(page.getByRole("heading", { name: "Эта страница вам недоступна" })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Разделы" }).getByRole("link")).toHaveCount(
      0,
    );
  }
  await page.getByRole("main").getByRole("link", { name: "В панель" }).click();
  await expect(page).toHaveURL(/\/panel$/);
});

test("staff switch between the panel and the administration", async ({ page, context, admin }) => {
  await enter(context, admin);
  await openModule(page, "/admin");
  const account = page.getByRole("button", { name: /^Аккаунт:/ }).first();
  await pick(page, account, "Панель клиента");
  await expect(page).toHaveURL(/\/panel/);
  await contentShown(page);
  await pick(page, account, "Администрирование");
  await expect(page).toHaveURL(/\/admin$/);
});
