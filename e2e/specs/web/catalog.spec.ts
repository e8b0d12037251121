import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import type { Schema } from "../../support/api";
import { openModule } from "../../support/panel";
import { enter, newCustomer } from "../../support/people";
import { expect, test } from "../../support/test";

const slug = `e2e-${randomUUID().slice(0, 8)}`;
const name = `Атлас ${slug}`;

/** What the public page tells search engines about the plan. */
async function offer(request: APIRequestContext): Promise<{ price: string } | undefined> {
  const html = await (await request.get("/plans")).text();
  const [, data = "{}"] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
  const products: { name: string; offers: { price: string }[] }[] =
    JSON.parse(data)["@graph"] ?? [];
  return products.find((product) => product.name.includes(slug))?.offers[0];
}

test("what staff put on sale is on the public page at the checkout's price, until they hide it", async ({
  page,
  context,
  admin,
  browser,
  request,
}) => {
  await enter(context, admin);
  await openModule(page, "/admin/catalog");
  await page.getByRole("button", { name: "Создать продукт" }).click();
  const product = page.getByRole("dialog", { name: "Новый продукт" });
  await product.getByLabel("Название по-русски").fill("Атлас");
  await product.getByLabel("Название по-английски").fill("Atlas");
  await product.getByLabel("Короткое имя").fill(slug);
  await product.getByRole("button", { name: "Сохранить" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Атлас" })).toBeVisible();
  await page.getByRole("button", { name: "Добавить тариф" }).click();
  const plan = page.getByRole("dialog", { name: "Новый тариф" });
  await plan.getByLabel("Название тарифа").fill(name);
  await plan.getByLabel("Короткое имя").fill(`${slug}-s`);
  await plan.getByRole("button", { name: "Сохранить" }).click();

  await page.getByRole("button", { name: "Назначить цену" }).click();
  const price = page.getByRole("dialog", { name: `Цена тарифа ${name}` });
  await price.getByLabel("Цена, RUB").fill("321,50");
  await price.getByLabel("Плата за подключение, RUB").fill("100");
  await price.getByRole("button", { name: "Назначить цену" }).click();
  await expect(page.getByRole("list", { name: `Цены тарифа ${name}` })).toContainText("321,50");

  await page.getByRole("link", { name: "Предпросмотр" }).click();
  const preview = page.frameLocator('iframe[title="Страница тарифов, предпросмотр"]');
  const draft = preview.getByRole("article").filter({ hasText: name });
  await expect(draft).toContainText("Черновик, не продаётся");
  await expect(draft).toContainText("321,50 ₽ в месяц");
  await expect(draft.getByRole("button", { name: `Заказать ${name}` })).toBeDisabled();
  await expect(draft.getByRole("link")).toHaveCount(0);
  await page.getByRole("button", { name: "English", exact: true }).click();
  await expect(page.frameLocator("iframe").getByRole("heading", { level: 1 })).toHaveText(
    "Plans and prices",
  );
  await expect(draft).toContainText("Draft, not on sale");
  expect((await request.get("/api/v1/admin/catalog/preview")).status()).toBe(401);
  expect(await offer(request)).toBe(undefined);
  await page.goBack();

  const onSale = page.getByRole("button", { name: "Выставить на продажу" });
  await expect(onSale).toHaveCount(2);
  await onSale.last().click();
  await expect(onSale).toHaveCount(1);
  await onSale.click();
  await expect(onSale).toHaveCount(0);

  await expect.poll(async () => (await offer(request))?.price).toBe("421.50");
  const visitor = await browser.newContext({ javaScriptEnabled: false });
  const shop = await visitor.newPage();
  await shop.goto("/plans");
  const card = shop.getByRole("article").filter({ hasText: name });
  await expect(card).toContainText("321,50 ₽ в месяц");
  await expect(card).toContainText("плюс 100 ₽ один раз");
  await visitor.close();

  const buyer = await newCustomer("Анна Покупательница");
  const catalog = await buyer.api.get<Schema<"CatalogRead">>("/public/catalog");
  const sold = catalog.products.flatMap(({ plans }) => plans).find((one) => one.name === name);
  const order = await buyer.api.post<Schema<"OrderRead">>("/orders", {
    body: {
      plan_id: sold?.id ?? "",
      price_id: sold?.prices[0]?.id ?? "",
      image_id: catalog.images[0]?.id ?? "",
      hostname: slug,
    },
  });
  expect(order.total.amount).toBe(42_150);
  await buyer.api.post(`/orders/${order.id}/actions/cancel`);

  await page.getByRole("button", { name: `Действия: ${name}` }).click();
  await page.getByRole("menuitem", { name: "Скрыть" }).click();
  await expect.poll(() => offer(request)).toBe(undefined);
});
