import { randomUUID } from "node:crypto";
import { Api, problemOf, type Schema } from "../../support/api";
import { newCustomer, type Person } from "../../support/people";
import { placeOrder } from "../../support/services";
import { expect, test } from "../../support/test";

let anna: Person;
let boris: Person;

test.beforeAll(async () => {
  [anna, boris] = await Promise.all([newCustomer("Анна Первая"), newCustomer("Борис Второй")]);
});

test("an unknown field is refused and named", async () => {
  const body = { name: "Анна", nickname: "Аня" };
  const problem = await problemOf(
    await anna.api.send("PATCH", "/me", { body }),
    422,
    "validation_failed",
  );
  expect(problem.errors?.map(({ field }) => field)).toEqual(["nickname"]);
  expect(problem.request_id).toBeTruthy();
});

test("an unknown parameter and an unknown sort are refused and named", async () => {
  const unknown = await problemOf(await anna.api.send("GET", "/services?colour=red"), 422);
  expect(unknown.errors?.map(({ field }) => field)).toEqual(["colour"]);
  const sort = await problemOf(await anna.api.send("GET", "/services?sort=secret"), 422);
  expect(sort.errors?.[0]?.field).toContain("sort");
});

test("an invalid order names each wrong field", async () => {
  const body = { plan_id: "x", price_id: randomUUID(), hostname: "Плохое имя" };
  const headers = { "Idempotency-Key": randomUUID() };
  const problem = await problemOf(await anna.api.send("POST", "/orders", { body, headers }), 422);
  const fields = problem.errors?.map(({ field }) => field) ?? [];
  expect(fields).toEqual(expect.arrayContaining(["plan_id", "image_id", "hostname"]));
});

test("another customer's objects answer 404", async () => {
  const order = await placeOrder(anna.api, "private-thing");
  for (const path of [`/orders/${order.id}`, `/invoices/${order.invoice_id}`]) {
    const theirs = await problemOf(await boris.api.send("GET", path), 404);
    const nothing = await problemOf(
      await boris.api.send("GET", path.replace(/[^/]+$/, randomUUID())),
      404,
    );
    expect(theirs.code, path).toBe(nothing.code);
  }
  const body = { method: "balance" };
  const headers = { "Idempotency-Key": randomUUID() };
  const path = `/invoices/${order.invoice_id}/actions/pay`;
  await problemOf(await boris.api.send("POST", path, { body, headers }), 404);
  expect((await boris.api.list("/orders")).total).toBe(0);
});

test("a missing or forged token is refused", async () => {
  for (const caller of [new Api(), new Api("made.up.token")]) {
    const answer = await caller.send("GET", "/services");
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    await problemOf(answer, 401);
  }
});

test("a customer cannot do what staff do", async () => {
  const me = await anna.api.get<Schema<"MeRead">>("/me");
  await problemOf(await anna.api.send("GET", "/admin/customers"), 403);
  const path = `/admin/accounts/${me.account?.id}/actions/adjust-balance`;
  const headers = { "Idempotency-Key": randomUUID() };
  const body = { amount: 1_000_000, reason: "a present" };
  await problemOf(await anna.api.send("POST", path, { body, headers }), 403);
  expect((await anna.api.get<Schema<"BalanceRead">>("/balance")).balance.amount).toBe(0);
});

test("registering twice says the same as registering once", async () => {
  const body = { email: anna.email, password: "long enough 4 all", name: "Х", locale: "ru" };
  const again = await new Api().send("POST", "/auth/register", { body });
  const fresh = { ...body, email: `new-${randomUUID()}@example.com` };
  const first = await new Api().send("POST", "/auth/register", { body: fresh });
  expect([again.status, await again.text()]).toEqual([first.status, await first.text()]);
});

test("a wrong password and an unknown address answer alike", async () => {
  const form = (username: string) => ({ grant_type: "password", username, password: "wrong" });
  const wrong = await new Api().send("POST", "/auth/token", { form: form(anna.email) });
  const unknown = await new Api().send("POST", "/auth/token", { form: form("no@example.com") });
  const [one, other] = [await problemOf(wrong, 400), await problemOf(unknown, 400)];
  expect({ ...one, request_id: "" }).toEqual({ ...other, request_id: "" });
});
