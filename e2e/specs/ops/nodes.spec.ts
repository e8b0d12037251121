import { badge, openModule } from "../../support/panel";
import { enter } from "../../support/people";
import { expect, test } from "../../support/test";

test("a node goes into maintenance and back", async ({ page, context, admin }) => {
  await enter(context, admin);
  await openModule(page, "/admin/nodes");
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(badge(page)).toHaveText("Готов");
  await page.getByRole("button", { name: "Начать обслуживание" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Начать обслуживание" }).click();
  await expect(badge(page)).toHaveText("Обслуживание");
  await page.getByRole("button", { name: "Ввести в работу" }).click();
  await expect(badge(page)).toHaveText("Готов");
});
