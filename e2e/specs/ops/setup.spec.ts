import { openModule } from "../../support/panel";
import { enter } from "../../support/people";
import { expect, test } from "../../support/test";

test.afterEach(async ({ admin }) => {
  await admin.api.send("PUT", "/admin/checklist", { body: { hidden: false } });
});

test("the owner sees what is left to do, hides it for all staff, and finds it in the settings", async ({
  page,
  context,
  admin,
}) => {
  await enter(context, admin);
  await openModule(page, "/admin");
  const steps = page.getByRole("region", { name: "Первые шаги" });
  const step = (name: string) => steps.getByRole("listitem").filter({ hasText: name });
  await expect(step("Добавьте узел")).toContainText("готово");
  await expect(step("Добавьте тариф в продажу")).toContainText("готово");
  await expect(step("Защитите свой вход")).toContainText("ещё не сделано");
  await step("Защитите свой вход").getByRole("link").click();
  await expect(page).toHaveURL(/\/admin\/profile\/security$/);

  await openModule(page, "/admin");
  await steps.getByRole("button", { name: "Скрыть" }).click();
  await expect(page.getByText("Первые шаги скрыты для всех сотрудников")).toBeVisible();
  await expect(steps).toHaveCount(0);

  await openModule(page, "/admin/settings");
  await page.getByRole("link", { name: "Первые шаги" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Первые шаги" })).toBeVisible();
  await page.getByRole("button", { name: "Показать в обзоре" }).click();
  await expect(page.getByText("Первые шаги снова в обзоре")).toBeVisible();
  await openModule(page, "/admin");
  await expect(steps).toBeVisible();
});
