import type { Page } from "@playwright/test";
import { mailTo } from "../../support/mailbox";
import { openModule } from "../../support/panel";
import { enter, newCustomer, newStaff } from "../../support/people";
import { expireRecentAuth, prove } from "../../support/stepUp";
import { expect, test } from "../../support/test";

function banner(page: Page) {
  return page.getByRole("region", { name: "Вход от имени клиента" });
}

test("staff impersonate a customer, are recorded, and return to their own session", async ({
  page,
  context,
  browser,
}) => {
  test.setTimeout(150_000);
  const client = await newCustomer("Вера Подопечная");
  const staff = await newStaff("Степан Помощников", "owner");
  const reason = `звонок о счёте ${Date.now()}`;
  await enter(context, staff);
  await expireRecentAuth(staff);

  await test.step("with a reason and recent authentication", async () => {
    await openModule(page, `/admin/customers?q=${client.email}`);
    await page.getByRole("row").nth(1).getByRole("link").first().click();
    await page.getByRole("button", { name: "Войти как" }).click();
    const dialog = page.getByRole("dialog", { name: "Войти как Вера Подопечная?" });
    await expect(dialog.getByRole("button", { name: "Войти", exact: true })).toBeDisabled();
    await dialog.getByLabel("Причина").fill(reason);
    await dialog.getByRole("button", { name: "Войти", exact: true }).click();
    await prove(page, staff);
    await expect(page).toHaveURL(/\/panel$/);
  });

  await test.step("every page shows the impersonator and the expiry", async () => {
    for (const path of ["/panel", "/panel/services", "/panel/team"]) {
      await openModule(page, path);
      await expect(banner(page), path).toContainText("Вы вошли как Вера Подопечная");
      await expect(banner(page)).toContainText("Степан Помощников");
      await expect(banner(page)).toContainText(/Осталось: \S/);
    }
    const other = await context.newPage();
    await openModule(other, "/panel");
    await expect(other.getByRole("button", { name: /Степан Помощников/ }).first()).toBeVisible();
    await expect(banner(other), "another tab stays what it is").toHaveCount(0);
    await other.close();
  });

  await test.step("security settings are not available while impersonating", async () => {
    await openModule(page, "/panel/profile/security");
    await expect(page.getByRole("button", { name: /Добавить|Настроить|Выйти/ })).toHaveCount(0);
    await expect(page.getByRole("main")).toContainText(/недоступн|только сам/);
  });

  await test.step("the end button is visible on a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(banner(page).getByRole("button", { name: "Завершить" })).toBeInViewport();
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step("changes are audited with both names and the customer is notified", async () => {
    await openModule(page, "/panel/team/company");
    await page.getByLabel("Название аккаунта").fill("Студия Подопечной");
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByText("Реквизиты сохранены")).toBeVisible();
    await banner(page).getByRole("button", { name: "Завершить" }).click();
    await expect(page).toHaveURL(/\/admin\/customers\//);
    await expect(banner(page)).toHaveCount(0);
    await expect(page.getByRole("button", { name: /Степан Помощников/ }).first()).toBeVisible();
    const letter = await mailTo(client.email, /сотрудник/);
    expect(letter.text).toContain("Степан Помощников");
    expect(letter.text).toContain(reason);
    const elsewhere = await browser.newContext();
    await enter(elsewhere, client);
    const theirs = await elsewhere.newPage();
    await openModule(theirs, "/panel/audit");
    const row = (sentence: string) => theirs.getByRole("row").filter({ hasText: sentence });
    await expect(row("Степан Помощников: вход от имени клиента")).toContainText(reason);
    const changed = "Степан Помощников (от имени: Вера Подопечная): изменение реквизитов";
    await expect(row(changed)).toHaveCount(1);
    await elsewhere.close();
  });
});
