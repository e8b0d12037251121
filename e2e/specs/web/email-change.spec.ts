import { codeSentTo, linkSentTo, mailTo } from "../../support/mailbox";
import { openModule, signIn } from "../../support/panel";
import { enter, freshEmail, newCustomer, type Person } from "../../support/people";
import { expireRecentAuth, prove } from "../../support/stepUp";
import { expect, test } from "../../support/test";

test("an email change takes effect with its code; the old address is notified and cannot sign in", async ({
  page,
  context,
}) => {
  const person = await newCustomer("Вера Переездова");
  const wanted = freshEmail();
  await enter(context, person);
  await expireRecentAuth(person);
  await openModule(page, "/panel/profile");
  await page.getByRole("button", { name: "Сменить адрес" }).click();
  await page.getByLabel("Новый адрес").fill(wanted);
  await page.keyboard.press("Enter");
  await prove(page, person);
  const code = await codeSentTo(wanted);
  await mailTo(person.email, /Запрошена смена адреса/);
  await page.getByLabel("Код из письма").fill(code === "123456" ? "654321" : "123456");
  await page.getByRole("button", { name: "Подтвердить" }).click();
  await expect(page.getByText("Код не подошёл или устарел")).toBeVisible();
  await page.getByLabel("Код из письма").fill(code);
  await page.getByRole("button", { name: "Подтвердить" }).click();
  await expect(page.getByText("Адрес изменён")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(wanted);
  await mailTo(person.email, /Адрес почты изменён/);
  await context.clearCookies();
  await page.goto("/sign-in");
  await page.getByLabel("Эл. почта").fill(person.email);
  await page.getByLabel("Пароль").fill(person.password);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Почта и пароль не подошли");
  await signIn(page, wanted, person.password);
});

test.describe("by the link of the mail", () => {
  let person: Person;
  let wanted: string;
  let link: string;

  test.beforeEach(async ({ page, context }) => {
    person = await newCustomer("Вера Передумавшая");
    wanted = freshEmail();
    await enter(context, person);
    await openModule(page, "/panel/profile");
    await page.getByRole("button", { name: "Сменить адрес" }).click();
    await page.getByLabel("Новый адрес").fill(wanted);
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Код из письма")).toBeFocused();
    link = await linkSentTo(wanted, "confirm-email\\?token=");
  });

  test("it is confirmed on any device", async ({ page, browser }) => {
    const elsewhere = await browser.newContext();
    const theirs = await elsewhere.newPage();
    await theirs.goto(link);
    await expect(theirs.getByRole("heading", { name: "Адрес изменён" })).toBeVisible();
    await elsewhere.close();
    await page.reload();
    await expect(page.getByRole("main")).toContainText(wanted);
  });

  test("cancelling keeps the old address and voids the link", async ({ page }) => {
    await page.getByRole("button", { name: "Оставить прежний" }).click();
    await expect(page.getByText("Адрес остаётся прежним")).toBeVisible();
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "Адрес не изменён" })).toBeVisible();
  });
});
