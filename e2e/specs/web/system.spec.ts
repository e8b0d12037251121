import { openModule } from "../../support/panel";
import { enter, newStaff } from "../../support/people";
import { expect, test } from "../../support/test";

test("an operator sees how the installation is", async ({ page, context }) => {
  await enter(context, await newStaff("Ольга Дежурная", "operator"));
  await openModule(page, "/admin/system");
  const worker = page.getByRole("row", { name: /^worker/ });
  await expect(worker.filter({ hasText: "mail" })).toHaveCount(1);
  await expect(page.getByRole("region", { name: "Стоит проверить" })).toContainText("Сертификат");

  await test.step("queues are served and periodic tasks run", async () => {
    await page.getByRole("link", { name: "Очереди и расписание" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("row", { name: /^deploy / })).toContainText("В порядке");
    await expect(page.getByRole("row", { name: /^jobs\.sweep/ })).toContainText("В порядке");
  });

  await test.step("the database and the licences have pages of their own", async () => {
    await page.getByRole("link", { name: "База данных" }).click();
    await expect(page.getByRole("row", { name: /^event/ }).first()).toBeVisible();
    await page.getByRole("link", { name: "Лицензии" }).click();
    await expect(page.getByRole("row", { name: /^fastapi / })).toContainText("MIT");
  });
});
