import type { BrowserContext, Page } from "@playwright/test";
import { openModule } from "../../support/panel";
import { enter, newCustomer } from "../../support/people";
import { expireRecentAuth } from "../../support/stepUp";
import { expect, test } from "../../support/test";

/** From now on no access token given so far counts; returns how often new ones were asked for. */
async function spoilTokens(context: BrowserContext): Promise<() => number> {
  const fresh = new Set<string>();
  let renewals = 0;
  await context.route("**/api/v1/**", async (route) => {
    const request = route.request();
    const headers = await request.allHeaders();
    if (request.postData()?.includes("grant_type=refresh_token")) {
      renewals += 1;
      const answer = await route.fetch();
      fresh.add(`Bearer ${(await answer.json()).access_token}`);
      return route.fulfill({ response: answer });
    }
    const old = headers.authorization && !fresh.has(headers.authorization);
    return route.continue({ headers: old ? { ...headers, authorization: "Bearer old" } : headers });
  });
  return () => renewals;
}

const name = (page: Page) => page.getByLabel("Название аккаунта");
const save = (page: Page) => page.getByRole("button", { name: "Сохранить" });

test("an expired token is refreshed once for all tabs", async ({ page, context }) => {
  const person = await newCustomer("Вера Долгая");
  await enter(context, person);
  const other = await context.newPage();
  await openModule(page, "/panel/team/company");
  await openModule(other, "/panel/team/company");
  await name(page).fill("Долгая компания");
  await other.getByLabel("Город").fill("Псков");
  const renewals = await spoilTokens(context);
  await Promise.all([save(page).click(), save(other).click()]);
  await expect(page.getByText("Реквизиты сохранены")).toBeVisible();
  await expect(other.getByText("Реквизиты сохранены")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(name(page)).toHaveValue("Долгая компания");
  expect(renewals()).toBe(1);
});

test("after a remote sign-out the sign-in dialog keeps what was typed", async ({
  page,
  context,
  browser,
}) => {
  const person = await newCustomer("Вера Прерванная");
  await enter(context, person);
  await openModule(page, "/panel/team/company");
  await name(page).fill("Недописанное");

  const elsewhere = await browser.newContext();
  await enter(elsewhere, person);
  const theirs = await elsewhere.newPage();
  await openModule(theirs, "/panel/profile/security");
  await theirs.getByRole("button", { name: "Выйти на всех остальных" }).click();
  const sure = theirs.getByRole("dialog");
  await sure.getByRole("button", { name: "Выйти на всех остальных" }).click();
  await expect(theirs.getByRole("button", { name: "Выйти на всех остальных" })).toHaveCount(0);
  await elsewhere.close();

  const again = page.getByRole("dialog", { name: "Сеанс закончился" });
  await expect(again).toContainText(person.email);
  await again.getByLabel("Пароль").fill("не тот пароль");
  await again.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(again.getByRole("alert")).toBeVisible();
  await again.getByLabel("Пароль").fill(person.password);
  await again.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(again).toHaveCount(0);
  await expect(name(page)).toHaveValue("Недописанное");
  await save(page).click();
  await expect(page.getByText("Реквизиты сохранены")).toBeVisible();
});

test("declining step-up returns to the form unchanged", async ({ page, context }) => {
  const person = await newCustomer("Вера Сомневающаяся");
  await enter(context, person);
  await expireRecentAuth(person);
  await openModule(page, "/panel/profile/password");
  const field = page.getByRole("textbox", { name: "Новый пароль" });
  await field.fill("four winter trains leave");
  await page.getByRole("button", { name: "Сменить пароль" }).click();
  const dialog = page.getByRole("dialog", { name: "Подтвердите, что это вы" });

  await test.step("a wrong password is refused at its field", async () => {
    await dialog.getByLabel("Пароль").fill("not this one");
    await dialog.getByRole("button", { name: "Подтвердить" }).click();
    await expect(dialog.getByLabel("Пароль")).toHaveAccessibleDescription("Пароль не подошёл");
  });

  await test.step("Esc changes nothing", async () => {
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(field).toHaveValue("four winter trains leave");
    await enter(context, person);
  });
});
