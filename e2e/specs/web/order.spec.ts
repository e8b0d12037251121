import type { Page } from "@playwright/test";
import { codeSentTo, linkSentTo } from "../../support/mailbox";
import { enterCode, openModule, signIn } from "../../support/panel";
import { freshEmail, freshHostname } from "../../support/people";
import { expect, test } from "../../support/test";

const password = "green river 42 lanterns";

/** From the public page's plan to the page that asks for the mailed code. */
async function orderAndRegister(page: Page, email: string): Promise<void> {
  await page.goto("/plans");
  await page.getByRole("link", { name: "Заказать Pro" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByRole("link", { name: "Создайте аккаунт" }).click();
  await page.getByLabel("Как к вам обращаться?").fill("Олег Заказов");
  await page.getByLabel("Эл. почта").fill(email);
  await page.getByLabel("Пароль").fill(password);
  await page.getByRole("button", { name: "Создать аккаунт" }).click();
  await expect(page.getByRole("heading", { name: "Проверьте почту" })).toBeVisible();
}

test("the order survives a mail that is opened in another browser", async ({ page, browser }) => {
  const email = freshEmail();
  await orderAndRegister(page, email);
  const link = await linkSentTo(email);
  const phone = await (await browser.newContext()).newPage();

  await test.step("the phone knows only the link, and is led to the order", async () => {
    await expect(async () => {
      await phone.goto(link);
      const done = phone.getByRole("heading", { name: "Почта подтверждена" });
      await expect(done).toBeVisible({ timeout: 5000 });
    }).toPass({ timeout: 15_000 });
    await phone.getByRole("main").getByRole("link", { name: "Войти" }).click();
    await signIn(phone, email, password);
    await expect(phone).toHaveURL(/\/panel\/order\?plan=pro&period=month/);
    await expect(phone.getByRole("radio", { name: /^Pro/ })).toBeChecked();
    await expect(phone.getByRole("button", { name: /^Заказать за/ }).first()).toBeEnabled();
  });

  await test.step("it is offered once: the next sign-in begins as usual", async () => {
    await phone.goto("/panel?start");
    await expect(phone).toHaveURL(/\/panel$/);
  });

  await test.step("the first browser is led there too, by what it was about to do", async () => {
    await page.goto("/sign-in");
    await signIn(page, email, password);
    await expect(page).toHaveURL(/\/panel\/order\?plan=pro/);
  });
});

test("once something is ordered, nothing else is in the way", async ({ page, browser }) => {
  const email = freshEmail();
  await orderAndRegister(page, email);
  await enterCode(page, await codeSentTo(email));
  await page.getByRole("main").getByRole("link", { name: "Войти" }).click();
  await signIn(page, email, password);
  await expect(page).toHaveURL(/\/panel\/order\?plan=pro$/);
  await page.getByLabel("Имя услуги").fill(freshHostname("shop"));
  await page
    .getByRole("button", { name: /^Заказать за/ })
    .first()
    .click();
  await expect(page).not.toHaveURL(/\?plan=pro/);
  const other = await (await browser.newContext()).newPage();
  await other.goto("/sign-in");
  await signIn(other, email, password);
  await expect(other).toHaveURL(/\/panel$/);
  await openModule(other, "/panel/orders");
  await expect(other.getByRole("row").filter({ hasText: "Pro" })).toHaveCount(1);
});
