import type { Page } from "@playwright/test";
import type { Schema } from "../../support/api";
import { checkout, type Delivery } from "../../support/checkout";
import { mailsTo, mailTo } from "../../support/mailbox";
import { badge, openModule, payInSheet } from "../../support/panel";
import { freshHostname, type Person } from "../../support/people";
import { type Order, placeOrder } from "../../support/services";
import { expect, test } from "../../support/test";

type Payment = Schema<"PaymentRead">;
type Entry = Schema<"BalanceEntryRead">;

/** An order that waits for its money, open in the browser, and the way to the provider's page. */
async function atCheckout(page: Page, customer: Person): Promise<Order> {
  const order = await placeOrder(customer.api, freshHostname("card"));
  await openModule(page, `/panel/order/${order.id}`);
  await payInSheet(page, "card");
  return order;
}

async function movements(customer: Person, kind: Entry["kind"]): Promise<number[]> {
  const { items } = await customer.api.list<Entry>(`/balance/entries?kind=${kind}`);
  return items.map(({ amount }) => amount.amount);
}

test("a declined card charges nothing, shows why, and can be retried", async ({
  page,
  customer,
}) => {
  const order = await atCheckout(page, customer);
  await checkout(page, "decline");
  await expect(page).toHaveURL(new RegExp(`/panel/order/${order.id}`));
  await expect(page.getByRole("alert")).toContainText(
    "Оплата не прошла. Банк отклонил платёж. Деньги не списаны.",
  );
  await expect(badge(page)).toHaveText("Ждёт оплаты");
  await payInSheet(page, "card");
  await checkout(page, "pay");
  await expect(page).toHaveURL(/\/panel\/services\//);
  expect(await movements(customer, "payment")).toEqual([40]);
});

test("a cancelled payment leaves the order waiting; the order can be cancelled too", async ({
  page,
  customer,
}) => {
  const order = await atCheckout(page, customer);
  await checkout(page, "cancel");
  await expect(page.getByRole("alert")).toContainText("Вы отменили оплату. Деньги не списаны.");
  await page.getByRole("button", { name: "Отменить заказ" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Отменить заказ" }).click();
  await expect(page.getByRole("heading", { name: "Заказ отменён" })).toBeVisible();
  const invoice = `/invoices/${order.invoice_id}`;
  expect((await customer.api.get<Schema<"InvoiceRead">>(invoice)).status).toBe("void");
  expect(await movements(customer, "payment")).toEqual([]);
});

const failing: Record<string, Delivery> = {
  "a notice that comes late": "С опозданием",
  "a notice that never comes": "Потеряется",
};

for (const [what, delivery] of Object.entries(failing)) {
  test(`${what} does not block the service: the page waits and continues`, async ({
    page,
    customer,
  }) => {
    await atCheckout(page, customer);
    await checkout(page, "pay", delivery);
    await expect(page.getByRole("status").filter({ hasText: /Ждём подтверждения/ })).toBeVisible();
    await expect(page).toHaveURL(/\/panel\/services\//, { timeout: 60_000 });
    expect(await movements(customer, "payment")).toEqual([40]);
  });
}

test("a webhook delivered twice is applied once", async ({ page, customer }) => {
  const order = await atCheckout(page, customer);
  await checkout(page, "pay", "Дважды");
  await expect(page).toHaveURL(/\/panel\/services\//);
  await expect(badge(page)).toHaveText("Работает", { timeout: 60_000 });
  const { items } = await customer.api.list<Payment>(`/payments?invoice_id=${order.invoice_id}`);
  expect(items.map(({ status }) => status)).toEqual(["succeeded"]);
  expect(await movements(customer, "payment")).toEqual([40]);
  expect(await movements(customer, "invoice")).toEqual([-40]);
  expect((await customer.api.list("/services")).total).toBe(1);
  await mailTo(customer.email, /Оплата получена/);
  const receipts = (await mailsTo(customer.email)).filter(({ subject }) => /^Оплата/.test(subject));
  expect(receipts).toHaveLength(1);
});

test("a top-up arrives, notifies, and is listed among the payments", async ({
  page,
  customer: _,
}) => {
  await openModule(page, "/panel/balance");
  await page.getByRole("button", { name: "3 000 ₽" }).click();
  await page.getByRole("button", { name: "Перейти к оплате" }).click();
  await checkout(page, "pay");
  await expect(page.getByText("3 000 ₽ получено. Спасибо!")).toBeVisible();
  await page.getByRole("button", { name: /^Уведомления, новых: \d/ }).click();
  await expect(page.getByRole("menuitem", { name: /3 000.* зачислено на баланс/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Платежи", exact: true }).click();
  await expect(page.getByRole("row").nth(1)).toContainText("Получен");
});

test("all open invoices are paid from the balance in one sheet", async ({ page, customer }) => {
  const names = [freshHostname("both"), freshHostname("both")];
  for (const name of names) await placeOrder(customer.api, name);
  await openModule(page, "/panel/invoices");
  await page.getByRole("button", { name: "Оплатить все" }).click();
  const sheet = page.getByRole("dialog");
  for (const name of names) await expect(sheet).toContainText(name);
  await expect(sheet).toContainText("2 счёта");
  await sheet.getByRole("radio", { name: /С баланса/ }).check();
  await sheet.getByRole("button", { name: /^Оплатить/ }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Оплатить все" })).toHaveCount(0);
  const { total } = await customer.api.list("/invoices?status=issued");
  expect(total).toBe(0);
  expect(await movements(customer, "invoice")).toEqual([-40, -40]);
});
