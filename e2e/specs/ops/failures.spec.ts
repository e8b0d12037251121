import type { Schema } from "../../support/api";
import { setNodes } from "../../support/nodes";
import { badge, mark, notReloaded, openModule, payInSheet } from "../../support/panel";
import { freshHostname } from "../../support/people";
import { PortBlockers } from "../../support/portBlockers";
import {
  deploy,
  payFromBalance,
  placeOrder,
  type Service,
  serviceOf,
} from "../../support/services";
import { expect, test } from "../../support/test";

test.describe("no node has capacity", () => {
  test.afterEach(async ({ admin }) => setNodes(admin.api, "undrain"));

  test("a paid order waits for capacity, visibly, and resumes by itself", async ({
    page,
    customer,
    admin,
  }) => {
    await setNodes(admin.api, "drain");
    const hostname = freshHostname("patient");
    const order = await placeOrder(customer.api, hostname);
    await openModule(page, `/panel/order/${order.id}`);
    await payInSheet(page, "balance");
    await expect(page).toHaveURL(/\/panel\/services\//);
    await expect(badge(page)).toHaveText("Разворачивается");
    const step = page.getByRole("listitem").filter({ hasText: "Место на узле" });
    await expect(step).toContainText("Ждём узел с достаточным местом");
    await expect(step).toHaveAttribute("aria-current", "step");
    await expect(page.getByRole("progressbar", { name: "Развёртывание" })).toBeVisible();
    await mark(page);
    await setNodes(admin.api, "undrain");
    await expect(badge(page)).toHaveText("Работает", { timeout: 60_000 });
    await expect(page.getByRole("link", { name: "Обзор" }).last()).toBeVisible();
    expect(await notReloaded(page)).toBe(true);
  });
});

test.describe("the node's ports are taken by other processes", () => {
  const portBlockers = new PortBlockers();
  test.afterEach(async () => portBlockers.leave());

  test("a failed deployment shows its reason and can be retried or refunded", async ({
    page,
    customer,
  }) => {
    test.setTimeout(120_000);
    const { api } = customer;
    const neighbour = await deploy(api, freshHostname("neighbour"));
    await portBlockers.take(neighbour.address ?? "", 60);
    const [first, second] = [
      await placeOrder(api, freshHostname("unlucky")),
      await placeOrder(api, freshHostname("given-up")),
    ];
    for (const order of [first, second]) await payFromBalance(api, order);
    const failed = await serviceOf(api, first.id, "failed");
    await serviceOf(api, second.id, "failed");

    await test.step("the service page shows the reason and the retry button", async () => {
      await openModule(page, `/panel/services/${failed.id}`);
      await expect(badge(page)).toHaveText("Не развёрнута");
      await expect(page.getByRole("alert")).toContainText("Не получилось.");
      await expect(page.getByRole("log")).toContainText("port_taken");
    });

    await test.step("a retry deploys it", async () => {
      await portBlockers.leave();
      await page.getByRole("button", { name: "Повторить" }).click();
      await expect(badge(page)).toHaveText("Работает", { timeout: 60_000 });
    });

    await test.step("the other order is refunded in full", async () => {
      const before = await api.get<Schema<"BalanceRead">>("/balance");
      await page.goto("/panel");
      await page.getByRole("link", { name: "Посмотреть" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(second.hostname);
      await page.goto(`/panel/order/${second.id}`);
      await page.getByRole("button", { name: "Вернуть деньги" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Вернуть деньги" }).click();
      await expect(page.getByRole("heading", { name: "Деньги снова на балансе" })).toBeVisible();
      const after = await api.get<Schema<"BalanceRead">>("/balance");
      expect(after.balance.amount - before.balance.amount).toBe(second.total.amount);
      await expect
        .poll(async () =>
          (await api.list<Service>("/services")).items.map(({ hostname }) => hostname),
        )
        .not.toContain(second.hostname);
    });
  });
});
