import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import type { Schema } from "../../support/api";
import { contentShown, openModule } from "../../support/panel";
import { enter, freshEmail, newCustomer, newStaff } from "../../support/people";
import { expect, test } from "../../support/test";

/** The rows of the log whose sentence says this. */
function rows(page: Page, sentence: string) {
  return page.getByRole("row").filter({ hasText: sentence });
}

/** Everything about one act lies behind its time. */
async function openDetails(row: Locator): Promise<void> {
  await row.getByRole("link", { name: /^Подробности/ }).click();
}

async function savedCsv(page: Page): Promise<string> {
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Выгрузить в CSV" }).click();
  return readFile(await (await saved).path(), "utf8");
}

test("the account's audit log is listed, filtered and exported", async ({ page, context }) => {
  const person = await newCustomer("Вера Летописная");
  const email = freshEmail();
  await person.api.post("/invitations", { body: { email, role: "billing" } });
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const token = {
    name: "ночной отчёт",
    permissions: ["orders:read"] satisfies Schema<"Permission">[],
    expires_at: until,
  };
  await person.api.post("/tokens", { body: token });
  await enter(context, person);
  await openModule(page, "/panel/audit");
  const invited = rows(page, `Вера Летописная: приглашение для ${email}`);
  const created = rows(page, "Вера Летописная: создание API-токена ночной отчёт");
  await expect(invited).toHaveCount(1);
  await expect(created).toHaveCount(1);

  await test.step("one entry in detail, under its own address", async () => {
    await openDetails(invited);
    const record = page.getByRole("dialog", { name: "Приглашён участник" });
    await expect(record).toContainText("127.0.0.1");
    await expect(record.getByRole("row", { name: /^Роль/ })).toContainText("бухгалтер");
    await page.reload();
    await contentShown(page);
    await expect(record.getByRole("row", { name: /^Роль/ })).toContainText("бухгалтер");
    await page.keyboard.press("Escape");
    await expect(record).toHaveCount(0);
  });

  await test.step("a filter applies to the list and the export", async () => {
    await page.getByLabel("Действие", { exact: true }).selectOption("Создан API-токен");
    await expect(invited).toHaveCount(0);
    await expect(created).toHaveCount(1);
    const csv = await savedCsv(page);
    expect(csv).toContain("token.made");
    expect(csv).not.toContain("member.invited");
    await expect(page.getByText("Журнал сохранён в файл")).toBeVisible();
  });

  await test.step("the export is audited too", async () => {
    await page.getByLabel("Действие", { exact: true }).selectOption("Журнал выгружен");
    await expect(rows(page, "Вера Летописная: выгрузка журнала")).toHaveCount(1);
  });
});

test("the staff audit log shows actor, target and reason", async ({ page, context, admin }) => {
  const one = await newStaff("Поддержка Записанная", "support");
  await enter(context, admin);
  const path = `/admin/users?q=${one.email}`;
  const [user] = (await admin.api.list<{ id: string }>(path)).items;
  const reason = `уволен ${Date.now()}`;
  await admin.api.post(`/admin/users/${user?.id}/actions/disable`, { body: { reason } });
  await openModule(page, `/admin/audit?q=${encodeURIComponent(reason)}`);
  const blocked = rows(page, "Глеб Хозяинов: блокировка, Поддержка Записанная");
  await expect(blocked).toContainText(reason);
  expect(await savedCsv(page)).toContain(reason);
  await openModule(page, `/admin/audit?target_id=${user?.id}`);
  const given = rows(page, "назначение роли Поддержка, сотрудник Поддержка Записанная");
  await openDetails(given);
  await expect(page.getByRole("dialog", { name: "Роль выдана" })).toContainText("Поддержка");
});
