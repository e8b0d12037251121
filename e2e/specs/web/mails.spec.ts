import { mailsTo } from "../../support/mailbox";
import { contentShown, openModule } from "../../support/panel";
import { enter, newCustomer, newStaff } from "../../support/people";
import { expect, test } from "../../support/test";

const link = /reset-password\?token=([^\s)]+)/;

async function tokensSentTo(email: string): Promise<string[]> {
  const found = (await mailsTo(email)).map(({ text }) => link.exec(text)?.[1]);
  return found.filter((token) => token !== undefined);
}

test("support find an email, read it without its link, and send it once more with a new one", async ({
  page,
  context,
}) => {
  const customer = await newCustomer("Ева Потеряшкина");
  await customer.api.post("/auth/password/forgot", { body: { email: customer.email } });
  await expect.poll(() => tokensSentTo(customer.email), { timeout: 30_000 }).toHaveLength(1);
  const [first = ""] = await tokensSentTo(customer.email);

  await enter(context, await newStaff("Роман Письмоносцев", "support"));
  await openModule(page, "/admin/mails");
  await page.getByRole("searchbox", { name: "Адрес" }).fill(customer.email);
  const rows = page.getByRole("row").filter({ hasText: customer.email });
  await expect(rows).toHaveCount(2);
  await page.getByRole("combobox", { name: "Вид", exact: true }).selectOption("Сброс пароля");
  await expect(rows).toHaveCount(1);

  await test.step("its text has words where the link stood", async () => {
    await rows.getByRole("link").first().click();
    await contentShown(page);
    await expect(page.getByText("[секретная ссылка скрыта]")).toBeVisible();
    await expect(page.getByText("Здесь их не видит никто")).toBeVisible();
    expect(await page.content()).not.toContain(first);
  });

  await test.step("once more it reaches the mailbox, with another link", async () => {
    const original = page.url();
    await page.getByRole("button", { name: "Отправить ещё раз" }).click();
    await expect(page.getByText(`Отправляем ещё раз: ${customer.email}`)).toBeVisible();
    await expect(page).not.toHaveURL(original);
    await expect(page.getByText("Почтовый сервер принял письмо")).toBeVisible();
    await expect(page.getByRole("link", { name: "Первое письмо" })).toBeVisible();
    const tokens = await tokensSentTo(customer.email);
    expect(new Set(tokens).size).toBe(2);
    const content = await page.content();
    expect(tokens.filter((token) => content.includes(token))).toEqual([]);
  });

  await test.step("the customer's page leads to the emails of this customer alone", async () => {
    await page.getByRole("link", { name: "Ева Потеряшкина" }).click();
    await contentShown(page);
    await page.getByRole("link", { name: "Письма этому клиенту" }).click();
    await contentShown(page);
    await expect(rows).toHaveCount(3);
    await expect(page.getByRole("row")).toHaveCount(4);
  });
});
