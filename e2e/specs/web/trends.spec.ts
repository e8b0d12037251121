import type { Schema } from "../../support/api";
import { expectAccessible, expectNoSidewaysScroll, expectNothingCut } from "../../support/axe";
import { openModule } from "../../support/panel";
import { enter, newCustomer } from "../../support/people";
import { expect, test } from "../../support/test";

type Trends = Schema<"TrendsRead">;

test("trends keep their range, have a table, and fit a phone", async ({ page, context, admin }) => {
  await newCustomer(`Тренд ${Date.now()}`);
  const counted = async () => {
    const { sign_ups } = await admin.api.get<Trends>("/admin/overview/trends?range=7d");
    return sign_ups?.values.at(-1) ?? 0;
  };
  await expect.poll(counted, { timeout: 90_000 }).toBeGreaterThan(0);

  await enter(context, admin);
  await openModule(page, "/admin");
  const trends = page.getByRole("region", { name: "Динамика" });
  await expect(trends.getByRole("button", { name: "30 д" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await trends.getByRole("button", { name: "7 д", exact: true }).click();
  await expect(page).toHaveURL(/range=7d/);
  await page.reload();
  await expect(trends.getByRole("button", { name: "7 д", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(trends.getByText(/^Сутки начинаются в полночь по UTC/)).toBeVisible();

  const customers = trends.getByRole("figure", { name: "Новые клиенты" });
  await expect(customers.locator("canvas")).toBeVisible();
  await customers.getByRole("button", { name: "Показать таблицей" }).click();
  await expect(customers.getByRole("row")).toHaveCount(8);
  await expect(customers.getByRole("row").last()).not.toContainText(/г\.0/);
  await expectAccessible(page);

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await expectNothingCut(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await customers.getByRole("button", { name: "Показать графиком" }).click();
  await expect(customers.locator("canvas")).toBeVisible();
  await expectAccessible(page);
});
