import type { Page } from "@playwright/test";
import { Api, problemOf, type Schema } from "../../support/api";
import { codeSentTo, linkSentTo } from "../../support/mailbox";
import { enterCode, openModule } from "../../support/panel";
import { enter, freshEmail, newCustomer, type Person } from "../../support/people";
import { expect, test } from "../../support/test";

type Rules = Schema<"SettingsRead_RegistrationSettings_">;

const path = "/admin/settings/registration";
const password = "seven quiet engineers";

/** The rule counts for the whole installation: nobody else registers meanwhile, and it goes back. */
async function setRules({ api }: Person, values: Rules["values"]): Promise<void> {
  const { version } = await api.get<Rules>(path);
  const answer = await api.send("PUT", path, {
    body: values,
    headers: { "If-Match": `"${version}"` },
  });
  expect(answer.status).toBe(200);
}

/** The page is rendered again within 20 s of a change. */
async function expectTitle(page: Page, title: string): Promise<void> {
  await expect(async () => {
    await page.goto("/register");
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible({
      timeout: 1000,
    });
  }).toPass({ timeout: 60_000 });
}

async function fillIn(page: Page, email: string): Promise<void> {
  await page.getByLabel("Как к вам обращаться?").fill("Пётр Званый");
  await page.getByLabel("Эл. почта").fill(email);
  await page.getByLabel("Пароль").fill(password);
  await page.getByRole("button", { name: "Создать аккаунт" }).click();
}

test.afterEach(async ({ admin }) => setRules(admin, { rule: "open", domains: [] }));

test("who is invited registers though registration is by invitation, a stranger does not", async ({
  page,
  browser,
  admin,
}) => {
  test.setTimeout(180_000);
  const host = await newCustomer("Хозяйка Дома");
  const stranger = page;

  await test.step("a page from before the change is corrected by the API", async () => {
    await expectTitle(stranger, "Создать аккаунт");
    await setRules(admin, { rule: "invite", domains: [] });
    await fillIn(stranger, freshEmail());
    await expect(
      stranger.getByRole("heading", { name: "Регистрация по приглашениям" }),
    ).toBeVisible();
  });

  await test.step("a stranger finds out before filling anything in", async () => {
    await expectTitle(stranger, "Регистрация по приглашениям");
    await expect(stranger.getByLabel("Эл. почта")).toHaveCount(0);
    await expect(stranger.locator("#island").getByRole("link", { name: "Войти" })).toBeVisible();
    const answer = await new Api().send("POST", "/auth/register", {
      body: { email: freshEmail(), password, name: "Чужой", locale: "ru" },
    });
    await problemOf(answer, 403, "invitation_required");
  });

  const email = freshEmail();
  await host.api.post("/invitations", { body: { email, role: "technical" } });
  const theirs = await (await browser.newContext()).newPage();
  await test.step("the link of the letter leads through registration into the team", async () => {
    await theirs.goto(await linkSentTo(email, "invitation\\?token="));
    await theirs.getByRole("link", { name: "У меня ещё нет аккаунта" }).click();
    await fillIn(theirs, freshEmail());
    await expect(theirs.getByLabel("Эл. почта")).toHaveAccessibleDescription(
      /отправлено на другой адрес/,
    );
    await theirs.getByLabel("Эл. почта").fill(email);
    await theirs.getByRole("button", { name: "Создать аккаунт" }).click();
    await enterCode(theirs, await codeSentTo(email));
    await theirs.locator("#island").getByRole("link", { name: "Войти" }).click();
    await theirs.getByLabel("Эл. почта").fill(email);
    await theirs.getByLabel("Пароль").fill(password);
    await theirs.getByRole("button", { name: "Войти", exact: true }).click();
    await theirs.getByRole("button", { name: "Вступить в команду" }).click();
    await expect(theirs).toHaveURL(/\/panel$/);
    await theirs.context().close();
  });
});

test("a refused domain is told beside the address, and a closed registration says so", async ({
  page,
  context,
  admin,
}) => {
  test.setTimeout(120_000);
  await setRules(admin, { rule: "open", domains: ["hoster.example"] });
  await expectTitle(page, "Создать аккаунт");
  await fillIn(page, freshEmail());
  await expect(page.getByLabel("Эл. почта")).toHaveAccessibleDescription(
    /Адреса этого домена здесь не регистрируются/,
  );

  await enter(context, admin);
  await openModule(page, "/admin/settings/registration");
  await page.getByLabel("Кто может зарегистрироваться").selectOption("Никто");
  await page.getByLabel("Домены адресов").fill("");
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Настройки сохранены")).toBeVisible();
  await expectTitle(page, "Регистрация закрыта");
  await expect(page.getByLabel("Эл. почта")).toHaveCount(0);
});
