import { randomUUID } from "node:crypto";
import { type Api, problemOf, type Schema } from "../../support/api";
import { newCustomer } from "../../support/people";
import { deleteServices, type Order, placeOrder } from "../../support/services";
import { expect, test } from "../../support/test";

let api: Api;

test.beforeAll(async () => {
  api = (await newCustomer("Павел Дважды", 10_000)).api;
});

test.afterAll(async () => deleteServices(api));

async function orderBody(hostname: string) {
  const catalog = await api.get<Schema<"CatalogRead">>("/public/catalog");
  const plan = catalog.products[0]?.plans[0];
  const image = catalog.images[0];
  return { plan_id: plan?.id, price_id: plan?.prices[0]?.id, image_id: image?.id, hostname };
}

test("the same key and body give the same order, another body is a conflict", async () => {
  const headers = { "Idempotency-Key": randomUUID() };
  const body = await orderBody("once");
  const first = await api.send("POST", "/orders", { body, headers });
  const second = await api.send("POST", "/orders", { body, headers });
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect(await second.json()).toEqual(await first.json());
  expect((await api.list<Order>("/orders?q=once")).total).toBe(1);
  const other = { ...body, hostname: "other" };
  await problemOf(
    await api.send("POST", "/orders", { body: other, headers }),
    409,
    "idempotency_key_reused",
  );
});

test("ten concurrent requests with one key make one payment", async () => {
  const order = await placeOrder(api, "ten-times");
  const headers = { "Idempotency-Key": randomUUID() };
  const path = `/invoices/${order.invoice_id}/actions/pay`;
  const pay = () => api.send("POST", path, { body: { method: "balance" }, headers });
  const answers = await Promise.all(Array.from({ length: 10 }, pay));
  expect(new Set(answers.map(({ status }) => status)).size).toBe(1);
  expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
  const { balance } = await api.get<Schema<"BalanceRead">>("/balance");
  expect(balance.amount).toBe(10_000 - order.total.amount);
});

test("moving money needs an idempotency key", async () => {
  const body = { amount: 10_000, provider: "sandbox" };
  const problem = await problemOf(await api.send("POST", "/balance/top-ups", { body }), 422);
  expect(problem.errors?.[0]?.field.toLowerCase()).toContain("idempotency-key");
});
