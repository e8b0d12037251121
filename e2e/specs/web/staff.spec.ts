import type { Page } from "@playwright/test";
import { openModule, pick } from "../../support/panel";
import { enter, newCustomer, newStaff } from "../../support/people";
import { expireRecentAuth, prove } from "../../support/stepUp";
import { expect, test } from "../../support/test";

function menu(page: Page) {
  return page.getByRole("navigation", { name: "Разделы" }).getByRole("link");
}

async function find(page: Page, what: string): Promise<void> {
  await page.getByRole("searchbox").fill(what);
  await expect(page.getByRole("row")).toHaveCount(2);
}

test("a user gets the support role, its permissions, another role, and loses both", async ({
  page,
  context,
  browser,
}) => {
  test.setTimeout(150_000);
  const owner = await newStaff("Глава Назначающий", "owner");
  const person = await newCustomer("Тая Новенькая");
  await enter(context, owner);
  await expireRecentAuth(owner);
  const row = page.getByRole("row").filter({ hasText: person.email });
  const theirContext = await browser.newContext();
  await enter(theirContext, person);
  const theirs = await theirContext.newPage();
  const roles = page.getByRole("dialog", { name: "Тая Новенькая" });

  await test.step("the owner assigns the role after step-up", async () => {
    await openModule(page, "/admin/staff");
    await page.getByRole("button", { name: "Добавить сотрудника" }).click();
    const dialog = page.getByRole("dialog", { name: "Добавить сотрудника" });
    await dialog.getByLabel("Эл. почта").fill(person.email);
    await dialog.getByLabel("Поддержка").check();
    await dialog.getByRole("button", { name: "Добавить", exact: true }).click();
    await prove(page, owner);
    await expect(page.getByText(`${person.email} теперь в числе сотрудников`)).toBeVisible();
    await find(page, person.email);
    await expect(row).toContainText("Поддержка");
  });

  await test.step("support is denied jobs, roles and the audit log", async () => {
    await openModule(theirs, "/admin/customers");
    await expect(menu(theirs).filter({ hasText: "Клиенты" })).toBeVisible();
    for (const closed of ["Задания", "Сотрудники и роли", "Журнал аудита"]) {
      await expect(menu(theirs).filter({ hasText: closed })).toHaveCount(0);
    }
    for (const path of ["/admin/jobs", "/admin/staff/roles"]) {
      await openModule(theirs, path);
      const refused = theirs.getByRole("heading", { name: "Эта страница вам недоступна" });
      await expect(refused, path).toBeVisible();
    }
  });

  await test.step("permissions of a second role are added", async () => {
    await row.getByRole("button", { name: "Изменить роли" }).click();
    await roles.getByLabel("Оператор").check();
    await roles.getByRole("button", { name: "Сохранить" }).click();
    await expect(row).toContainText("Оператор");
    await openModule(theirs, "/admin/jobs");
    await expect(theirs.getByRole("heading", { level: 1, name: "Задания" })).toBeVisible();
  });

  await test.step("without roles the administration is denied", async () => {
    await row.getByRole("button", { name: "Изменить роли" }).click();
    await roles.getByLabel("Оператор").uncheck();
    await roles.getByLabel("Поддержка").uncheck();
    await roles.getByRole("button", { name: "Сохранить" }).click();
    await expect(row).toHaveCount(0);
    await openModule(theirs, "/admin/customers");
    await expect(
      theirs.getByRole("heading", { name: "Эта страница вам недоступна" }),
    ).toBeVisible();
    await expect(menu(theirs)).toHaveCount(0);
  });
  await theirContext.close();
});

test("a role is made of permissions, changed and deleted; the built-in ones are fixed", async ({
  page,
  context,
  admin,
}) => {
  const name = `Ночная смена ${Date.now()}`;
  await enter(context, admin);
  await openModule(page, "/admin/staff/roles");
  const builtIn = page.getByRole("row").filter({ hasText: "встроенная" });
  await expect(builtIn).toHaveCount(5);
  await expect(builtIn.getByRole("button", { name: /^Действия/ })).toHaveCount(0);

  await page.getByRole("button", { name: "Создать роль" }).click();
  const making = page.getByRole("dialog", { name: "Новая роль" });
  await making.getByRole("button", { name: "Сохранить" }).click();
  await expect(making.getByText("Выберите хотя бы одно")).toBeVisible();
  await making.getByLabel("Имя").fill(name);
  await making.getByLabel("Видеть фоновые задания").check();
  await making.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText(`Роль «${name}» сохранена`)).toBeVisible();
  await find(page, name);
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Видеть фоновые задания");

  await pick(page, row.getByRole("button", { name: /^Действия/ }), "Изменить");
  const changing = page.getByRole("dialog", { name: "Изменение роли" });
  await changing.getByLabel("Перезапускать задания").check();
  await changing.getByRole("button", { name: "Сохранить" }).click();
  await expect(row).toContainText("Перезапускать задания");

  await pick(page, row.getByRole("button", { name: /^Действия/ }), "Удалить");
  const deleting = page.getByRole("dialog");
  await deleting.getByRole("textbox").fill(name);
  await deleting.getByRole("button", { name: "Удалить навсегда" }).click();
  await expect(row).toHaveCount(0);
});

test("a user is disabled with a reason and enabled again", async ({ page, context, admin }) => {
  const person = await newCustomer("Захар Закрытый");
  await enter(context, admin);
  await openModule(page, `/admin/users?q=${person.email}`);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Захар Закрытый" })).toBeVisible();
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Закрыть вход" }).click();
  await expect(dialog.getByRole("button", { name: "Закрыть вход" })).toBeDisabled();
  await dialog.getByLabel("Причина").fill("взломан");
  await dialog.getByRole("button", { name: "Закрыть вход" }).click();
  await expect(page.getByText("Захар Закрытый: вход закрыт")).toBeVisible();
  expect((await person.api.send("GET", "/me")).status).toBe(401);
  await page.getByRole("button", { name: "Открыть вход" }).click();
  await dialog.getByLabel("Причина").fill("пароль сменил");
  await dialog.getByRole("button", { name: "Открыть вход" }).click();
  await expect(page.getByText("Захар Закрытый: вход снова открыт")).toBeVisible();
  await enter(context, person);
});
