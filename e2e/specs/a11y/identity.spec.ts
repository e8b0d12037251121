import type { Schema } from "../../support/api";
import {
  checkAppearance,
  checkOpenOverlay,
  expectAccessibleInEveryAppearance,
} from "../../support/appearances";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/axe";
import { linkSentTo } from "../../support/mailbox";
import { openModule } from "../../support/panel";
import { enter, freshEmail, newCustomer } from "../../support/people";
import { expireRecentAuth } from "../../support/stepUp";
import { expect, test } from "../../support/test";
import { totpCode } from "../../support/totp";

const languages = ["ru", "en"] as const;

test("the step-up dialog in every appearance", async ({ page, context }) => {
  const person = await newCustomer("Ася Переспрошенная");
  await enter(context, person);
  await expireRecentAuth(person);
  for (const locale of languages) {
    await person.api.send("PATCH", "/me", { body: { locale } });
    await openModule(page, "/panel/profile/data");
    await page.getByRole("button", { name: /^(Получить копию|Get a copy)/ }).click();
    const dialog = page.getByRole("dialog", { name: /^(Подтвердите, что|Confirm that)/ });
    await expect(dialog.getByLabel(/^(Пароль|Password)$/)).toBeFocused();
    await dialog.getByRole("button", { name: /^(Подтвердить|Confirm)$/ }).click();
    await expect(dialog.getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
    await checkOpenOverlay(page, locale);
  }
});

test("the second sign-in step in every appearance", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const person = await newCustomer("Ася Двухшаговая");
  const { secret } = await person.api.post<Schema<"TotpRead">>("/me/totp");
  await person.api.post("/me/totp/confirm", { body: { code: totpCode(secret) } });
  for (const locale of languages) {
    await page.goto(locale === "ru" ? "/sign-in" : "/en/sign-in");
    await page.getByLabel(/^(Эл\. почта|Email)$/).fill(person.email);
    await page.getByLabel(/^(Пароль|Password)$/).fill(person.password);
    await page.keyboard.press("Enter");
    await expect(
      page.getByRole("heading", { name: /^(Ещё один шаг|One more step)$/ }),
    ).toBeVisible();
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
      }
    }
    await page.setViewportSize({ width: 360, height: 800 });
    await expectNoSidewaysScroll(page);
  }
});

test("an invitation in every appearance", async ({ page, guest }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const email = freshEmail();
  await guest.api.post("/invitations", { body: { email, role: "technical" } });
  const { search } = new URL(await linkSentTo(email, "invitation\\?token="));
  for (const path of ["/invitation", "/en/invitation"]) {
    await page.goto(`${path}${search}`);
    await expect(page.getByRole("heading", { name: /^(Присоединиться|Join)/ })).toBeVisible();
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
      }
    }
  }
});

test("the panel during impersonation in every appearance", async ({ page, context, admin }) => {
  const client = await newCustomer("Ася Подопечная");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await enter(context, admin);
  await openModule(page, `/admin/customers?q=${client.email}`);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await page.getByRole("button", { name: "Войти как" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Причина").fill("axe смотрит");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(page.getByRole("region", { name: "Вход от имени клиента" })).toBeVisible();
  await expectAccessibleInEveryAppearance(page, "/panel/profile/security");
});

test("the forms of team, tokens, roles and the log, open", async ({ page, context, admin }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await enter(context, admin);
  const dialog = page.getByRole("dialog");
  const open = async (path: string, button: string) => {
    await openModule(page, path);
    await page.getByRole("button", { name: button, exact: true }).first().click();
    await expect(dialog.getByRole("textbox").first()).toBeFocused();
  };
  await open("/panel/team", "Пригласить");
  await checkAppearance(page, "light", 1440);
  await open("/admin/staff", "Добавить сотрудника");
  await checkAppearance(page, "dark", 390);
  await page.setViewportSize({ width: 1440, height: 900 });
  await admin.api.send("PATCH", "/me", { body: { locale: "en" } });
  await open("/panel/tokens", "Create a token");
  await checkAppearance(page, "dark", 1440);
  await open("/admin/staff/roles", "Create a role");
  await checkAppearance(page, "light", 390);
  await page.setViewportSize({ width: 1440, height: 900 });
  await admin.api.send("PATCH", "/me", { body: { locale: "ru" } });
  await openModule(page, "/admin/audit");
  await page
    .getByRole("row")
    .nth(1)
    .getByRole("link", { name: /^Подробности/ })
    .click();
  await expect(dialog).toBeVisible();
  await checkAppearance(page, "light", 390);
});
