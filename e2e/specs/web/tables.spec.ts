import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { openModule } from "../../support/panel";
import { enter, newCustomer } from "../../support/people";
import { expect, test } from "../../support/test";

test("a long value is cut off, shown whole beside it, and copied", async ({
  page,
  context,
  admin,
}) => {
  const name = `Имя-без-единого-пробела-${randomUUID().repeat(2)}`.slice(0, 99);
  const person = await newCustomer(name);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(context, admin);
  await openModule(page, `/admin/users?q=${encodeURIComponent(person.email)}`);
  const card = page.locator(".card:has(> table)");
  const fits = await card.evaluate((one) => one.scrollWidth <= one.clientWidth);
  expect(fits, "no column is pushed out of the table").toBe(true);
  await page.getByRole("link", { name }).hover();
  const whole = page.getByRole("tooltip");
  await expect(whole).toHaveText(name);
  await whole.getByRole("button").click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(name);
});

test("the file has every row that matches, and the page shown is one of many", async ({
  page,
  context,
  admin,
}) => {
  const common = `Выгрузка ${randomUUID().slice(0, 8)}`;
  const people = await Promise.all(
    ["Первая", "Вторая", "Третья"].map((one) => newCustomer(`${common} ${one}`)),
  );
  await enter(context, admin);
  await openModule(page, `/admin/users?q=${encodeURIComponent(common)}&size=1`);
  await expect(page.getByText("1–1 из 3")).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^users-\d{4}-\d{2}-\d{2}\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  expect(text.charCodeAt(0)).toBe(0xfeff);
  for (const { email } of people) expect(text).toContain(email);
  expect(text.trim().split("\r\n")).toHaveLength(4);
});
