import { badge, openModule } from "../../support/panel";
import { enter } from "../../support/people";
import { expect, test } from "../../support/test";

test("a node goes into maintenance and back", async ({ page, context, admin }) => {
  await enter(context, admin);
  await openModule(page, "/admin/nodes");
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(badge(page)).toHaveText("Готов");
  await page.getByRole("button", { name: "Начать обслуживание" }).click();
  await expect(badge(page)).toHaveText("Обслуживание");
  await page.getByRole("button", { name: "Ввести в работу" }).click();
  await expect(badge(page)).toHaveText("Готов");
});

test("staff register a node, test it, drain it and retire it", async ({ page, context, admin }) => {
  const name = `spare-${Date.now().toString(36)}`;
  await enter(context, admin);
  await openModule(page, "/admin/nodes");
  await page.getByRole("button", { name: "Добавить узел" }).first().click();
  await page.getByLabel("Имя", { exact: true }).fill(name);
  await page.getByLabel("Регион").fill("e2e");
  await page.getByLabel("Драйвер").selectOption("process");
  await page.getByLabel("Адрес, на котором открываются порты").fill("127.0.0.1");
  await page.getByLabel("Первый порт").fill("31900");
  await page.getByLabel("Последний порт").fill("31909");
  // Too small for any plan: nobody else's order lands on it.
  await page.getByLabel("Ядра", { exact: true }).fill("0,1");
  await page.getByLabel("Память, МиБ").fill("64");
  await page.getByLabel("Диск, ГиБ").fill("1");

  await page.getByRole("button", { name: "Проверить соединение" }).click();
  const facts = page.getByRole("status", { name: "Проверка соединения" });
  await expect(facts).toContainText("Движок");
  await expect(facts).toContainText("Порты");

  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(badge(page)).toHaveText("Готов", { timeout: 30_000 });

  await page.getByRole("button", { name: "Начать обслуживание" }).click();
  await expect(badge(page)).toHaveText("Обслуживание");
  await page.getByRole("button", { name: "Вывести из эксплуатации" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Вывести из эксплуатации" }).click();
  await expect(badge(page)).not.toHaveText("Обслуживание");
});
