import type { Schema } from "../../support/api";
import { expectEveryLookAccessible } from "../../support/looks";
import { enter, freshHostname, newCustomer, type Person } from "../../support/people";
import { deleteServices, deploy } from "../../support/services";
import { test } from "../../support/test";

let client: Person;
let hostname: string;

test.beforeAll(async () => {
  hostname = freshHostname("seen");
  client = await newCustomer("Ася Видимая", 50_000);
  await deploy(client.api, hostname);
});

test.afterAll(async () => deleteServices(client.api));

test.beforeEach(async ({ context, admin }) => enter(context, admin));

const lists = ["", "customers", "orders", "invoices", "invoices/payments", "ledger"];
const machines = ["services", "operations", "nodes", "jobs"];

for (const path of [...lists, ...machines]) {
  test(`/admin/${path} in every look`, async ({ page }) => {
    await expectEveryLookAccessible(page, `/admin/${path}`);
  });
}

for (const path of ["customers", "orders", "invoices", "services", "operations", "nodes", "jobs"]) {
  test(`one of /admin/${path} in every look`, async ({ page, admin }) => {
    const { items } = await admin.api.list<Schema<"NodeRead">>(`/admin/${path}?size=1`);
    await expectEveryLookAccessible(page, `/admin/${path}/${items[0]?.id}`);
  });
}

test("a customer's balance in every look", async ({ page, admin }) => {
  const path = `/admin/customers?q=${client.email}`;
  const { items } = await admin.api.list<Schema<"CustomerRead">>(path);
  await expectEveryLookAccessible(page, `/admin/customers/${items[0]?.id}/balance`);
});
