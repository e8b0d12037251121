import type { Schema } from "../../support/api";
import { badge, openModule } from "../../support/panel";
import { demo, demoPerson, enter, freshHostname } from "../../support/people";
import { deleteServices } from "../../support/services";
import { expect, test } from "../../support/test";

test("the demo customer pays from the balance and has a service at once", async ({
  page,
  context,
}) => {
  const person = await demoPerson(demo.customer);
  await enter(context, person);
  const before = await person.api.get<Schema<"BalanceRead">>("/balance");
  const hostname = freshHostname("mayak");
  await openModule(page, "/panel/order?plan=start");
  await page.getByRole("button", { name: "Почасово" }).click();
  await page.getByLabel("Имя услуги").fill(hostname);
  await expect(page.getByRole("radio", { name: /С баланса/ })).toBeChecked();
  await page.getByRole("button", { name: "Заказать за 0,40 ₽" }).click();
  await expect(page).toHaveURL(/\/panel\/services\//);
  await expect(badge(page)).toHaveText("Работает", { timeout: 60_000 });
  const after = await person.api.get<Schema<"BalanceRead">>("/balance");
  expect(before.balance.amount - after.balance.amount).toBe(40);
  await deleteServices(person.api, hostname);
});

test("the remaining balance is shown before paying", async ({ page, customer: _ }) => {
  await openModule(page, "/panel/order?plan=pro");
  await expect(page.getByText("останется 110 ₽")).toBeVisible();
  await page.goto("/panel/balance");
  await expect(page.locator("main .stat__value").first()).toHaveText("1 000 ₽");
});

test("a refused hostname is shown at its field and nothing is ordered", async ({
  page,
  customer,
}) => {
  await openModule(page, "/panel/order");
  await page.getByLabel("Имя услуги").fill("моя страница");
  await page
    .getByRole("button", { name: /^Заказать за/ })
    .first()
    .click();
  await expect(page.getByLabel("Имя услуги")).toHaveAttribute("aria-invalid", "true");
  await expect(
    page.getByText("Только строчные латинские буквы, цифры, дефисы и точки"),
  ).toBeVisible();
  expect((await customer.api.list("/orders")).total).toBe(0);
});
