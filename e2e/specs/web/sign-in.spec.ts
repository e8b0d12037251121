import { Api } from "../../support/api";
import { codeSentTo, linkSentTo } from "../../support/mailbox";
import { enterCode, openModule, pick, signIn } from "../../support/panel";
import { demo, demoPassword, enter, freshEmail, newCustomer, newStaff } from "../../support/people";
import { expect, test } from "../../support/test";

test("a wrong password is refused, the right one leads to the requested page", async ({ page }) => {
  const person = await newCustomer("Ирина Вход");
  await page.goto("/panel/invoices");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fpanel%2Finvoices/);
  await page.getByLabel("Эл. почта").fill(person.email);
  await page.getByLabel("Пароль").fill("not the password");
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Почта и пароль не подошли");
  await signIn(page, person.email, person.password);
  await expect(page).toHaveURL(/\/panel\/invoices$/);
});

test("staff begin in the administration, and keep their profile there", async ({ page }) => {
  await page.goto("/panel");
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, demo.support, demoPassword);
  await expect(page).toHaveURL(/\/admin/);
  await page.goto("/panel/services");
  await expect(page).toHaveURL(/\/admin/);
  await page.goto("/panel/profile/password");
  await expect(page).toHaveURL(/\/admin\/profile\/password$/);
  await expect(page.getByRole("navigation", { name: "Разделы", exact: true })).toContainText(
    "Клиенты",
  );
});

test("staff who are customers too begin there as well, and change to their panel", async ({
  page,
}) => {
  const person = await newStaff("Кира Двойная", "support");
  await page.goto("/sign-in");
  await signIn(page, person.email, person.password);
  await expect(page).toHaveURL(/\/admin/);
  await pick(page, page.getByRole("button", { name: /^Аккаунт:/ }).first(), "Панель клиента");
  await expect(page).toHaveURL(/\/panel$/);
});

test("mistakes in the registration form are shown at their fields", async ({ page }) => {
  await page.goto("/register");
  await page.getByLabel("Как к вам обращаться?").fill("Пётр");
  await page.getByLabel("Эл. почта").fill("not an address");
  await page.getByLabel("Пароль").fill("short");
  await page.getByRole("button", { name: "Создать аккаунт" }).click();
  await expect(page.getByLabel("Эл. почта")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Пароль")).toHaveAccessibleDescription(/Не короче 10 символов/);
  await expect(page.getByRole("alert")).toContainText("Проверьте 2 поля");
});

for (const email of ["petr@пример.рф", "o'brien@example.com", "x@my--shop.example.com"]) {
  test(`the registration form takes ${email} as the API does`, async ({ page }) => {
    await page.goto("/register");
    await page.getByLabel("Как к вам обращаться?").fill("Пётр");
    await page.getByLabel("Эл. почта").fill(email);
    await page.getByLabel("Пароль").fill("correct horse battery 7");
    await page.getByRole("button", { name: "Создать аккаунт" }).click();
    await expect(page.getByRole("heading", { name: "Проверьте почту" })).toBeVisible();
  });
}

test("the link of the mail verifies, once; before it nothing can be ordered", async ({
  page,
  context,
}) => {
  const email = freshEmail();
  const password = "correct horse battery 7";
  await new Api().post("/auth/register", {
    body: { email, password, name: "Новый", locale: "ru" },
  });
  const api = await Api.signIn(email, password);
  await enter(context, { email, password, api });
  await openModule(page, "/panel/order");
  await expect(page.getByRole("status")).toContainText(["Чтобы заказать, подтвердите почту."]);
  const order = page.getByRole("button", { name: /^Заказать за/ }).first();
  await expect(order).toBeDisabled();
  const link = await linkSentTo(email);
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "Почта подтверждена" })).toBeVisible();
  await expect(order).toBeEnabled();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "Ссылка устарела" })).toBeVisible();
});

test("a wrong code is refused, the right one is taken", async ({ page }) => {
  const email = freshEmail();
  await page.goto("/register");
  await page.getByLabel("Как к вам обращаться?").fill("Мария");
  await page.getByLabel("Эл. почта").fill(email);
  await page.getByLabel("Пароль").fill("three blue whales swim");
  await page.getByRole("button", { name: "Создать аккаунт" }).click();
  await expect(page.getByRole("heading", { name: "Проверьте почту" })).toBeVisible();
  const code = await codeSentTo(email);
  const wrong = code === "123456" ? "654321" : "123456";
  await page.getByLabel("Код из письма").fill(wrong);
  await page.getByRole("button", { name: "Подтвердить" }).click();
  await expect(page.getByLabel("Код из письма")).toHaveAccessibleDescription(
    /Код не подошёл или устарел/,
  );
  await enterCode(page, code);
});

test("signing out ends the session in every tab", async ({ page, context, customer }) => {
  await openModule(page, "/panel");
  const other = await context.newPage();
  await openModule(other, "/panel/services");
  await pick(page, page.getByRole("button", { name: /^Аккаунт:/ }).first(), "Выйти");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(other.getByRole("dialog", { name: "Сеанс закончился" })).toBeVisible();
  await page.goto("/panel");
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, customer.email, customer.password);
  await expect(other.getByRole("dialog")).toHaveCount(0);
});
