import type { Page } from "@playwright/test";
import type { Schema } from "../../support/api";
import { codeSentTo, linkSentTo } from "../../support/mailbox";
import { watch } from "../../support/pageErrors";
import { enterCode, openModule, pick } from "../../support/panel";
import { enter, freshEmail, freshHostname, newCustomer, type Person } from "../../support/people";
import { deploy, placeOrder } from "../../support/services";
import { expireRecentAuth, prove } from "../../support/stepUp";
import { expect, test } from "../../support/test";

const invitation = "invitation\\?token=";

/** The links of the sidebar: where the person may go. */
function menu(page: Page) {
  return page.getByRole("navigation", { name: "Разделы" }).getByRole("link");
}

/** The button that names the account acted for, and opens the choice of another one. */
function account(page: Page, name: string) {
  return page.getByRole("button", { name: `Аккаунт: ${name}` }).first();
}

/** Act for another of one's accounts. */
async function choose(page: Page, from: string, to: string): Promise<void> {
  await account(page, from).click();
  const offered = (name: string) => page.getByRole("menuitem", { name, exact: true });
  await expect(offered(from)).toHaveAttribute("aria-current", "true");
  await offered(to).click();
  await expect(account(page, to)).toBeVisible();
}

async function accountName({ api }: Person): Promise<string> {
  return (await api.get<Schema<"MeRead">>("/me")).account?.name ?? "";
}

/** Bring somebody into the team through the API. */
async function join(host: Person, guest: Person, role: string): Promise<void> {
  await host.api.post("/invitations", { body: { email: guest.email, role } });
  const token = new URL(await linkSentTo(guest.email, invitation)).searchParams.get("token");
  await guest.api.post("/invitations/actions/accept", { body: { token } });
}

test("a member is invited to one service, gets another role, and is removed", async ({
  page,
  browser,
  customer,
}) => {
  test.setTimeout(180_000);
  const [shared, hidden] = await Promise.all([
    deploy(customer.api, freshHostname("shared")),
    deploy(customer.api, freshHostname("hidden")),
  ]);
  const name = await accountName(customer);
  const email = freshEmail();
  const password = "seven quiet engineers";
  const elsewhere = await browser.newContext();
  const expectNoPageErrors = watch(elsewhere);
  const theirs = await elsewhere.newPage();
  const row = page.getByRole("row").filter({ hasText: email });

  await test.step("the owner sends the invitation", async () => {
    await openModule(page, "/panel/team");
    await page.getByRole("button", { name: "Пригласить" }).click();
    const dialog = page.getByRole("dialog", { name: "Пригласить" });
    await dialog.getByLabel("Эл. почта").fill(email);
    await dialog.getByLabel("Роль").selectOption("Инженер");
    await dialog.getByLabel("Доступ к").selectOption("Выбранные услуги");
    await dialog.getByLabel(shared.hostname).check();
    await dialog.getByRole("button", { name: "Отправить приглашение" }).click();
    await expect(page.getByText(`Приглашение отправлено на ${email}`)).toBeVisible();
    await page.getByRole("link", { name: "Приглашения", exact: true }).click();
    await expect(row).toContainText("Инженер");
    await expect(row).toContainText(shared.hostname);
  });

  await test.step("the invitee registers and joins", async () => {
    await theirs.goto(await linkSentTo(email, invitation));
    await expect(
      theirs.getByRole("heading", { name: `Присоединиться к команде ${name}` }),
    ).toBeVisible();
    await expect(theirs.getByText("Ваша роль: Инженер.")).toBeVisible();
    await expect(theirs).toHaveURL(/\/invitation$/);
    await theirs.getByRole("link", { name: "У меня ещё нет аккаунта" }).click();
    await theirs.getByLabel("Как к вам обращаться?").fill("Пётр Коллегин");
    await theirs.getByLabel("Эл. почта").fill(email);
    await theirs.getByLabel("Пароль").fill(password);
    await theirs.getByRole("button", { name: "Создать аккаунт" }).click();
    await enterCode(theirs, await codeSentTo(email));
    await theirs.locator("#island").getByRole("link", { name: "Войти" }).click();
    await theirs.getByLabel("Эл. почта").fill(email);
    await theirs.getByLabel("Пароль").fill(password);
    await theirs.getByRole("button", { name: "Войти", exact: true }).click();
    await theirs.getByRole("button", { name: "Вступить в команду" }).click();
    await expect(theirs).toHaveURL(/\/panel$/);
  });

  await test.step("the member sees one service and no billing", async () => {
    await expect(account(theirs, name)).toBeVisible();
    await menu(theirs).filter({ hasText: "Услуги" }).click();
    await expect(theirs.getByRole("row").filter({ hasText: shared.hostname })).toBeVisible();
    await expect(theirs.getByText(hidden.hostname)).toHaveCount(0);
    await expect(menu(theirs).filter({ hasText: /Счета|Баланс|Подписки/ })).toHaveCount(0);
    await openModule(theirs, `/panel/services/${hidden.id}`);
    await expect(theirs.getByText(hidden.hostname)).toHaveCount(0);
    await openModule(theirs, "/panel/invoices");
    await expect(
      theirs.getByRole("heading", { name: "Эта страница вам недоступна" }),
    ).toBeVisible();
    await openModule(theirs, "/panel/services");
  });

  await test.step("the owner changes the role after step-up", async () => {
    await expireRecentAuth(customer);
    await openModule(page, "/panel/team");
    await expect(row).toContainText("Инженер");
    await pick(page, row.getByRole("button", { name: /^Действия/ }), "Изменить роль");
    const dialog = page.getByRole("dialog", { name: "Пётр Коллегин" });
    await dialog.getByLabel("Роль").selectOption("Бухгалтер");
    await dialog.getByRole("button", { name: "Сохранить" }).click();
    await prove(page, customer);
    await expect(page.getByText("Права сохранены: Пётр Коллегин")).toBeVisible();
    await expect(row).toContainText("Бухгалтер");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  await test.step("the member's menu updates by itself", async () => {
    await menu(theirs).filter({ hasText: "Счета" }).click();
    await expect(theirs.getByRole("heading", { level: 1, name: "Счета" })).toBeVisible();
    await menu(theirs).filter({ hasText: "Услуги" }).click();
    await expect(theirs.getByRole("row").filter({ hasText: hidden.hostname })).toBeVisible();
  });

  await test.step("the owner removes the member without another step-up", async () => {
    await pick(page, row.getByRole("button", { name: /^Действия/ }), "Удалить из команды");
    await page.getByRole("dialog").getByRole("button", { name: "Удалить", exact: true }).click();
    await expect(page.getByText("Пётр Коллегин больше не в команде")).toBeVisible();
    await expect(row).toHaveCount(0);
  });

  await test.step("the member's open page shows that access is lost", async () => {
    await expect(theirs.getByText(`Вы больше не в команде ${name}`)).toBeVisible();
    await expect(theirs).toHaveURL(/\/panel$/);
    await expect(theirs.getByText(shared.hostname)).toHaveCount(0);
    await expect(account(theirs, "Пётр Коллегин")).toBeVisible();
  });
  expectNoPageErrors();
  await elsewhere.close();
});

test("ownership is transferred: the new owner has all permissions, the old one becomes an administrator", async ({
  page,
  context,
  browser,
}) => {
  const host = await newCustomer("Ольга Хозяйкина");
  const heir = await newCustomer("Глафира Наследница");
  await join(host, heir, "admin");
  await enter(context, host);
  await expireRecentAuth(host);
  await openModule(page, "/panel/team");
  const row = page.getByRole("row").filter({ hasText: heir.email });
  await pick(page, row.getByRole("button", { name: /^Действия/ }), "Сделать владельцем");
  const dialog = page.getByRole("dialog", { name: /^Передать/ });
  await expect(dialog.getByRole("button", { name: "Передать аккаунт" })).toBeDisabled();
  await dialog.getByRole("textbox").fill(await accountName(host));
  await dialog.getByRole("button", { name: "Передать аккаунт" }).click();
  await prove(page, host);
  await expect(page.getByText("Теперь владелец — Глафира Наследница")).toBeVisible();
  await expect(row).toContainText("Владелец");
  await expect(page.getByRole("row").filter({ hasText: host.email })).toContainText(
    "Администратор",
  );
  await expect(row.getByRole("button", { name: /^Действия/ })).toHaveCount(0);

  const elsewhere = await browser.newContext();
  await enter(elsewhere, heir);
  const theirs = await elsewhere.newPage();
  await openModule(theirs, "/panel");
  await choose(theirs, "Глафира Наследница", await accountName(host));
  await menu(theirs).filter({ hasText: "Команда" }).click();
  const before = theirs.getByRole("row").filter({ hasText: host.email });
  await pick(theirs, before.getByRole("button", { name: /^Действия/ }), "Удалить из команды");
  await theirs.getByRole("dialog").getByRole("button", { name: "Удалить", exact: true }).click();
  await expect(before).toHaveCount(0);
  await expect(page.getByText("Вы больше не в команде Ольга Хозяйкина")).toBeVisible();
  const nowhere = page.getByRole("heading", { name: "Сейчас вы не состоите ни в одном аккаунте" });
  await expect(nowhere).toBeVisible();
  await expect(row).toHaveCount(0);
  await elsewhere.close();
});

test("an invitation that was withdrawn or is for another user says so", async ({
  page,
  context,
  browser,
}) => {
  const host = await newCustomer("Ольга Зовущая");
  const guest = await newCustomer("Иван Званый");
  await enter(context, host);
  await host.api.post("/invitations", { body: { email: guest.email, role: "read_only" } });
  const link = await linkSentTo(guest.email, invitation);

  await test.step("another user cannot accept it", async () => {
    await page.goto(link);
    await page.getByRole("button", { name: "Вступить в команду" }).click();
    await expect(page.getByRole("alert")).toContainText("Приглашение отправлено на другой адрес");
  });

  await test.step("a withdrawn one is not found", async () => {
    await openModule(page, "/panel/team/invitations");
    const row = page.getByRole("row").filter({ hasText: guest.email });
    await row.getByRole("button", { name: "Отозвать" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Отозвать" }).click();
    await expect(page.getByText("Неотвеченных приглашений нет")).toBeVisible();
    const elsewhere = await browser.newContext();
    const theirs = await elsewhere.newPage();
    for (const address of [link, `${link}x`, "/invitation"]) {
      await theirs.goto(address);
      await expect(theirs.getByRole("heading", { name: "Принимать нечего" })).toBeVisible();
      await expect(theirs.getByRole("alert")).toContainText("Приглашение больше не действует");
    }
    await elsewhere.close();
  });
});

test("a user of two accounts switches between them, and a reload keeps the choice", async ({
  page,
  context,
}) => {
  const host = await newCustomer("Студия Парусник");
  const person = await newCustomer("Анна Двойная");
  await join(host, person, "admin");
  const ofHost = freshHostname("sail");
  const ofPerson = freshHostname("own");
  await placeOrder(host.api, ofHost);
  await placeOrder(person.api, ofPerson);
  await enter(context, person);
  await openModule(page, "/panel/orders");
  const row = (hostname: string) => page.getByRole("row").filter({ hasText: hostname });
  await expect(row(ofPerson)).toBeVisible();
  await expect(row(ofHost)).toHaveCount(0);
  const other = await context.newPage();
  await openModule(other, "/panel/orders");

  await page.evaluate(() => document.body.setAttribute("data-not-loaded-again", ""));
  await choose(page, "Анна Двойная", "Студия Парусник");
  await expect(page).toHaveURL(/\/panel$/);
  await page.goBack();
  await expect(row(ofHost)).toBeVisible();
  await expect(page.locator("body[data-not-loaded-again]")).toBeAttached();
  await expect(row(ofPerson)).toHaveCount(0);
  await page.reload();
  await expect(row(ofHost)).toBeVisible();
  await expect(account(page, "Студия Парусник")).toBeVisible();
  await expect(account(other, "Студия Парусник")).toBeVisible();

  await choose(page, "Студия Парусник", "Анна Двойная");
  await expect(account(other, "Анна Двойная")).toBeVisible();
});
