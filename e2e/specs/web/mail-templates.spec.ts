import { openModule } from "../../support/panel";
import { enter, newStaff } from "../../support/people";
import { expect, test } from "../../support/test";

test("staff word an email, see it as its reader does, and take the standard text back", async ({
  page,
  context,
}) => {
  const refused: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await enter(context, await newStaff("Марина Письмова", "admin"));
  await openModule(page, "/admin/mail-templates");
  await page.getByRole("link", { name: "Счёт оплачен: Русский" }).click();
  const letter = page.frameLocator("iframe.letter-frame");
  await expect(letter.getByRole("heading")).toContainText("Оплата получена");
  const button = letter.getByText("Открыть счёт");
  await expect(button).toHaveCSS("background-color", "rgb(42, 85, 229)");

  await test.step("what has no place in an email is told at the field", async () => {
    await page.getByLabel("Текст", { exact: true }).fill("Спасибо!\n\n{{ sum }}");
    await page.getByRole("button", { name: "Предпросмотр" }).click();
    await expect(page.getByText("Строка 3: в этом письме нет переменной «sum»")).toBeVisible();
  });

  await test.step("a variable is inserted, the draft is seen and kept", async () => {
    await page.getByLabel("Текст", { exact: true }).fill("Спасибо за оплату! ");
    await page.getByRole("button", { name: "Всего к оплате" }).click();
    await page.getByRole("button", { name: "Предпросмотр" }).click();
    await expect(letter.locator("body")).toContainText("Спасибо за оплату! 1 490,00 ₽");
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByText("Сохранено: следующее письмо будет таким")).toBeVisible();
  });

  await test.step("the standard text comes back", async () => {
    await page.getByRole("button", { name: "Вернуть стандартный" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Сбросить" }).click();
    await expect(letter.getByRole("heading")).toContainText("Оплата получена");
  });
  expect(refused).toEqual([]);
});
