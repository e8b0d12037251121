import { linkSentTo, mailTo } from "../../support/mailbox";
import { openModule } from "../../support/panel";
import { enter, freshHostname, newCustomer } from "../../support/people";
import { placeOrder } from "../../support/services";
import { expireRecentAuth, prove } from "../../support/stepUp";
import { expect, test } from "../../support/test";
import { unzipped } from "../../support/zip";

test("a data export is mailed as readable files", async ({ page, context }) => {
  const person = await newCustomer("Вера Копиева");
  await enter(context, person);
  await expireRecentAuth(person);
  await openModule(page, "/panel/profile/data");
  await expect(page.getByText("Копий пока нет")).toBeVisible();
  await page.getByRole("button", { name: "Получить копию данных" }).click();
  await prove(page, person);
  await expect(page.getByText("Собираем ваши данные")).toBeVisible();
  const link = await linkSentTo(person.email, "privacy/exports/");
  const saved = page.waitForEvent("download");
  await page.goto(link).catch(() => undefined);
  const files = await unzipped(await (await saved).path());
  const everything = [...files.values()].join("\n");
  expect([...files.keys()].some((name) => name.endsWith(".json"))).toBe(true);
  for (const [name, text] of files) if (name.endsWith(".json")) JSON.parse(text);
  expect(everything).toContain(person.email);
  expect(everything).toContain("Вера Копиева");
  await openModule(page, "/panel/profile/data");
  await expect(page.getByText(/ссылка действует до/)).toBeVisible();
});

test("erasure is refused while invoices are open, then the account cannot sign in", async ({
  page,
  context,
}) => {
  const person = await newCustomer("Вера Забытая");
  const order = await placeOrder(person.api, freshHostname("left"));
  await enter(context, person);
  await expireRecentAuth(person);
  await openModule(page, "/panel/profile/data");
  const erase = async () => {
    await page.getByRole("button", { name: "Закрыть аккаунт и стереть мои данные" }).click();
    const dialog = page.getByRole("dialog", { name: "Закрыть аккаунт и стереть всё?" });
    await expect(dialog.getByRole("button", { name: "Стереть навсегда" })).toBeDisabled();
    await dialog.getByRole("textbox").fill(person.email);
    await dialog.getByRole("button", { name: "Стереть навсегда" }).click();
  };

  await test.step("an unpaid invoice blocks it and is named", async () => {
    await erase();
    await prove(page, person);
    await expect(page.getByText("Сначала оплатите открытые счета")).toBeVisible();
  });

  await test.step("without it the person is signed out and erased", async () => {
    await person.api.post(`/orders/${order.id}/actions/cancel`);
    await erase();
    await expect(page).toHaveURL((url) => ["/", "/ru"].includes(url.pathname));
    await mailTo(person.email, /аккаунт удалён/);
    await page.goto("/panel");
    await expect(page).toHaveURL(/\/sign-in/);
    await page.getByLabel("Эл. почта").fill(person.email);
    await page.getByLabel("Пароль").fill(person.password);
    await page.getByRole("button", { name: "Войти", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("Почта и пароль не подошли");
  });
});

test("erasure is refused while a service runs", async ({ page, customer }) => {
  await placeAndPay();
  await openModule(page, "/panel/profile/data");
  await page.getByRole("button", { name: "Закрыть аккаунт и стереть мои данные" }).click();
  const dialog = page.getByRole("dialog", { name: "Закрыть аккаунт и стереть всё?" });
  await dialog.getByRole("textbox").fill(customer.email);
  await dialog.getByRole("button", { name: "Стереть навсегда" }).click();
  await expect(page.getByText("Сначала удалите услуги своего аккаунта")).toBeVisible();
  await expect(page).toHaveURL(/\/panel\/profile\/data$/);

  async function placeAndPay() {
    const order = await placeOrder(customer.api, freshHostname("kept"));
    const body = { method: "balance" };
    await customer.api.post(`/invoices/${order.invoice_id}/actions/pay`, { body });
  }
});
