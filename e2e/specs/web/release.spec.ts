import { mark, notReloaded, openModule } from "../../support/panel";
import { expect, test } from "../../support/test";

test("an open page offers the version that was released meanwhile", async ({
  page,
  visitor: _,
}) => {
  await openModule(page, "/panel");
  const bar = page.getByRole("status").filter({ hasText: "Готова новая версия." });
  await mark(page);
  await page.route("**/api/v1/invoices?*", async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "x-release": "next" };
    await route.fulfill({ response, headers });
  });
  await page.getByRole("link", { name: "Счета", exact: true }).click();
  await expect(bar).toBeVisible();
  expect(await notReloaded(page)).toBe(true);
  await page.unrouteAll({ behavior: "wait" });
  await bar.getByRole("button", { name: "Обновить" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Счета" })).toBeVisible();
  await expect(bar).toHaveCount(0);
  expect(await notReloaded(page)).toBe(false);
});
