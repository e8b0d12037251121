import { owner } from "../../support/environment";
import {
  company,
  customer,
  givePassword,
  hostwright,
  plan,
  readNotes,
} from "../../support/installation";
import { badge, openModule, signIn } from "../../support/panel";
import { expect, test } from "../../support/test";

test("the restored copy has everything, and does nothing until it is told to", async ({
  page,
  browser,
}) => {
  const { recoveryCode, invoice, address } = await readNotes();
  const held = page.getByRole("alert").filter({ hasText: "Это восстановленная копия" });
  const theirs = await browser.newContext();
  const shop = await theirs.newPage();

  await test.step("the same owner signs in, with a code kept from the first one", async () => {
    await givePassword(page, owner.email, owner.password);
    await page.getByRole("button", { name: "Резервный код" }).click();
    await page.getByLabel("Резервный код").fill(recoveryCode);
    await page.getByRole("button", { name: "Подтвердить" }).click();
    await expect(page).toHaveURL(/\/admin/);
  });

  await test.step("sees the same company, customer, invoice and service", async () => {
    await openModule(page, "/admin/settings");
    await expect(page.getByLabel("Название компании")).toHaveValue(company.name);
    await openModule(page, "/admin/customers");
    await expect(page.getByRole("row").filter({ hasText: customer.email })).toContainText(
      customer.name,
    );
    await openModule(page, "/admin/invoices");
    const paid = page.getByRole("row").filter({ hasText: invoice });
    await expect(paid).toContainText("Оплачен");
    await expect(paid).toContainText(plan.price);
    await openModule(page, "/admin/services");
    await page.getByRole("link", { name: customer.hostname }).click();
    await expect(badge(page)).toHaveText("Работает");
  });

  await test.step("the service still answers where it was, untouched by the copy", async () => {
    const site = await theirs.newPage();
    await site.goto(address);
    await expect(site.getByRole("heading", { level: 1, name: customer.hostname })).toBeVisible();
    await openModule(page, "/admin/backups");
    await expect(held).toBeVisible();
  });

  await test.step("what the customer asks for waits", async () => {
    await shop.goto("/sign-in");
    await signIn(shop, customer.email, customer.password);
    await openModule(shop, "/panel/services");
    await shop.getByRole("link", { name: customer.hostname }).click();
    await shop.getByRole("button", { name: "Перезапустить" }).click();
    await shop.getByRole("dialog").getByRole("button", { name: "Перезапустить" }).click();
    await expect(badge(shop)).toHaveText("Перезапускается");
  });

  await test.step("and is done after `hostwright resume`", async () => {
    expect(await hostwright("resume")).toContain("work continues");
    await expect(badge(shop)).toHaveText("Работает", { timeout: 60_000 });
    await page.reload();
    await expect(page.getByRole("button", { name: "Сделать копию" }).first()).toBeVisible();
    await expect(held).toHaveCount(0);
    const site = await theirs.newPage();
    await site.goto(address);
    await expect(site.getByRole("heading", { level: 1, name: customer.hostname })).toBeVisible();
    await theirs.close();
  });
});
