import { expect, type Page } from "@playwright/test";
import { stack } from "./environment";

/** How the provider's news reaches the merchant. */
export type Delivery = "Сразу" | "Потеряется" | "С опозданием" | "Дважды";
export type Decision = "pay" | "decline" | "cancel";

/** On the provider's own page: decide, and be sent back to the panel. */
export async function checkout(
  page: Page,
  decision: Decision,
  delivery: Delivery = "Сразу",
): Promise<void> {
  await expect(page).toHaveURL((url) => url.href.startsWith(`${stack.payments}/checkout/`));
  await page.getByRole("radio", { name: delivery }).check();
  await page.locator(`button[value=${decision}]`).click();
  await expect(page).toHaveURL((url) => url.origin === new URL(stack.panel).origin);
}
