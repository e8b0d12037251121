import type { Page } from "@playwright/test";
import type { Schema } from "../../support/api";
import { addVirtualAuthenticator } from "../../support/authenticator";
import { openModule, pick } from "../../support/panel";
import { enter, newCustomer } from "../../support/people";
import { expect, test } from "../../support/test";
import { totpCode } from "../../support/totp";

async function signOut(page: Page): Promise<void> {
  await pick(page, page.getByRole("button", { name: /^Аккаунт:/ }).first(), "Выйти");
  await expect(page).toHaveURL(/\/sign-in/);
}

async function givePassword(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Эл. почта").fill(email);
  await page.getByLabel("Пароль").fill(password);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Ещё один шаг" })).toBeVisible();
}

test("a passkey is added, and signs in without a password", async ({ page, context }) => {
  const person = await newCustomer("Вера Пальчикова");
  await enter(context, person);
  await addVirtualAuthenticator(page);
  await openModule(page, "/panel/profile/security");
  await page.getByRole("button", { name: "Добавить ключ доступа" }).click();
  await page.getByLabel("Как его назвать").fill("Ноутбук Веры");
  await page.getByRole("button", { name: "Добавить ключ доступа" }).click();
  await expect(page.getByText("Ноутбук Веры", { exact: true })).toBeVisible();
  await signOut(page);
  await page.getByRole("button", { name: "Войти с ключом доступа" }).click();
  await expect(page).toHaveURL(/\/panel/);
  await openModule(page, "/panel/profile/security/sign-ins");
  await expect(page.getByRole("row").nth(1)).toContainText("Ключ доступа");
  const me = await person.api.send("GET", "/me");
  expect(me.status, "whoever was signed in before the passkey is out").toBe(401);
});

test("sign-in asks for a TOTP code; a recovery code works once instead", async ({
  page,
  context,
}) => {
  const person = await newCustomer("Вера Кодова");
  await enter(context, person);
  test.setTimeout(150_000);
  await openModule(page, "/panel/profile/security");
  const answered = page.waitForResponse((one) => one.url().endsWith("/me/totp"));
  await page.getByRole("button", { name: "Настроить приложение" }).click();
  const { secret } = (await (await answered).json()) as Schema<"TotpRead">;
  await page.getByLabel("Код из приложения").fill(totpCode(secret));
  await page.getByRole("button", { name: "Включить" }).click();
  const kept = page.getByRole("region", { name: "Резервные коды" }).getByRole("listitem");
  await expect(kept).toHaveCount(10);
  const code = (await kept.first().textContent()) ?? "";
  await page.getByRole("button", { name: "Коды сохранены" }).click();
  await signOut(page);

  await test.step("the next code of the app", async () => {
    await givePassword(page, person.email, person.password);
    await page.getByLabel("Код из приложения").fill(totpCode(secret, 1));
    await page.getByRole("button", { name: "Подтвердить" }).click();
    await expect(page).toHaveURL(/\/panel/);
    await signOut(page);
  });

  await test.step("a recovery code", async () => {
    await givePassword(page, person.email, person.password);
    await page.getByRole("button", { name: "Резервный код" }).click();
    await page.getByLabel("Резервный код").fill(code);
    await page.getByRole("button", { name: "Подтвердить" }).click();
    await expect(page).toHaveURL(/\/panel/);
    await signOut(page);
  });

  await test.step("the same one a second time", async () => {
    await givePassword(page, person.email, person.password);
    await page.getByRole("button", { name: "Резервный код" }).click();
    await page.getByLabel("Резервный код").fill(code);
    await page.getByRole("button", { name: "Подтвердить" }).click();
    await expect(page.getByLabel("Резервный код")).toHaveAttribute("aria-invalid", "true");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});
