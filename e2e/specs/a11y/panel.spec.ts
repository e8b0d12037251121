import type { Schema } from "../../support/api";
import { AppearanceWalk } from "../../support/appearances";
import { expectAccessible } from "../../support/axe";
import { openModule } from "../../support/panel";
import { enter, freshEmail, freshHostname, newCustomer, type Person } from "../../support/people";
import {
  deleteServices,
  deploy,
  type Order,
  placeOrder,
  type Service,
} from "../../support/services";
import { expect, test } from "../../support/test";

let walk: AppearanceWalk;
let person: Person;
let service: Service;
let open: Order;
let paid: Schema<"InvoiceRead"> | undefined;

test.beforeAll(async ({ browser }) => {
  person = await newCustomer("ООО «Ася Доступная-Константинопольская и сыновья»", 500_000);
  service = await deploy(person.api, freshHostname("a-service-with-a-rather-long-name"), {
    image: "python-web",
  });
  open = await placeOrder(person.api, freshHostname("unpaid"), { plan: "pro" });
  await person.api.post(`/invoices/${open.invoice_id}/actions/pay`, {
    body: { method: "sandbox" },
  });
  paid = (await person.api.list<Schema<"InvoiceRead">>("/invoices?status=paid")).items[0];
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const token = {
    name: "seen",
    permissions: ["orders:read"] satisfies Schema<"Permission">[],
    expires_at: until,
  };
  await person.api.post("/me/tokens", { body: token });
  await person.api.post("/tokens", { body: token });
  await person.api.post("/invitations", { body: { email: freshEmail(), role: "read_only" } });
  walk = await AppearanceWalk.open(browser, person);
});

test.afterAll(async () => {
  await walk.close();
  await deleteServices(person.api);
});

const modules: Record<string, () => string> = {
  overview: () => "/panel",
  notifications: () => "/panel/notifications",
  services: () => "/panel/services",
  "a service": () => `/panel/services/${service.id}`,
  "its log": () => `/panel/services/${service.id}/logs`,
  "its activity": () => `/panel/services/${service.id}/activity`,
  "its settings": () => `/panel/services/${service.id}/settings`,
  "a new order": () => "/panel/order",
  "an unpaid order": () => `/panel/order/${open.id}`,
  orders: () => "/panel/orders",
  invoices: () => "/panel/invoices",
  "an open invoice": () => `/panel/invoices/${open.invoice_id}`,
  "a paid invoice": () => `/panel/invoices/${paid?.id}`,
  balance: () => "/panel/balance",
  payments: () => "/panel/balance/payments",
  subscriptions: () => "/panel/subscriptions",
  profile: () => "/panel/profile",
  "the password": () => "/panel/profile/password",
  "security settings": () => "/panel/profile/security",
  "the sign-in log": () => "/panel/profile/security/sign-ins",
  "sign-in addresses": () => "/panel/profile/security/addresses",
  "data export and erasure": () => "/panel/profile/data",
  team: () => "/panel/team",
  invitations: () => "/panel/team/invitations",
  "the company": () => "/panel/team/company",
  "one's tokens": () => "/panel/tokens",
  "the account's tokens": () => "/panel/tokens/account",
  "the activity log": () => "/panel/audit",
  "no such page": () => "/panel/no-such-module",
};

for (const [name, path] of Object.entries(modules)) {
  test(`${name} in every appearance`, async () => {
    await walk.check(path());
  });
}

test("menu, dialog, palette and drawer", async ({ page, context }) => {
  await enter(context, person);
  await openModule(page, `/panel/services/${service.id}`);
  await page.getByRole("button", { name: "Ещё действия" }).click();
  await page.getByRole("menuitem", { name: "Удалить" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("menuitem", { name: "Удалить" }).click();
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Найти или сделать" }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Открыть меню" }).click();
  await page.getByRole("dialog", { name: "Меню" }).waitFor();
  await expectAccessible(page);
});
