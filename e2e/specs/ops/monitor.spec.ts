import { stack } from "../../support/environment";
import { expect, test } from "../../support/test";

test("Flower lists the worker", async ({ page }) => {
  await page.goto(stack.flower);
  await expect(page.getByRole("table").getByText(/@/).first()).toBeVisible();
  await expect(page.getByText("Online").first()).toBeVisible();
});
