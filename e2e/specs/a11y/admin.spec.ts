import type { Schema } from "../../support/api";
import { AppearanceWalk } from "../../support/appearances";
import { freshHostname, newCustomer, type Person } from "../../support/people";
import { deleteServices, deploy } from "../../support/services";
import { test } from "../../support/test";

let walk: AppearanceWalk;
let client: Person;
let hostname: string;

test.beforeAll(async ({ browser, admin }) => {
  hostname = freshHostname("seen");
  client = await newCustomer("ООО «Ася Видимая-Константинопольская и сыновья»", 50_000);
  await deploy(client.api, hostname);
  walk = await AppearanceWalk.open(browser, admin);
});

test.afterAll(async () => {
  await walk.close();
  await deleteServices(client.api);
});

const lists = [
  "",
  "customers",
  "orders",
  "invoices",
  "invoices/payments",
  "ledger",
  "catalog",
  "catalog/images",
];
const machines = ["services", "operations", "nodes", "jobs"];
const system = ["system", "system/work", "system/database", "system/licences", "backups"];
const settings = [
  "settings",
  "settings/brand",
  "settings/locale",
  "settings/mail",
  "settings/payments",
  "settings/backups",
  "settings/registration",
  "setup",
];
const texts = ["mails", "mail-templates", "mail-templates/verification/ru", "legal"];
const people = ["users", "staff", "staff/roles", "audit"];

for (const path of [...lists, ...machines, ...system, ...settings, ...texts, ...people]) {
  test(`/admin/${path} in every appearance`, async () => {
    await walk.check(`/admin/${path}`);
  });
}

for (const path of ["customers", "users", "orders", "invoices", "mails", ...machines]) {
  test(`one of /admin/${path} in every appearance`, async ({ admin }) => {
    const { items } = await admin.api.list<Schema<"NodeRead">>(`/admin/${path}?size=1`);
    await walk.check(`/admin/${path}/${items[0]?.id}`);
  });
}

test("a customer's balance in every appearance", async ({ admin }) => {
  const path = `/admin/customers?q=${client.email}`;
  const { items } = await admin.api.list<Schema<"CustomerRead">>(path);
  await walk.check(`/admin/customers/${items[0]?.id}/balance`);
});
