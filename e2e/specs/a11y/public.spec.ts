import { expectAccessible, expectNoSidewaysScroll } from "../../support/axe";
import { useSmallFont } from "../../support/fonts";
import { expect, test } from "../../support/test";

const forms = ["/sign-in", "/register", "/verify", "/forgot-password", "/reset-password"];
const links = ["/invitation", "/confirm-email"];
const docs = ["/docs", "/docs/guides/errors", "/docs/errors/conflict", "/docs/reference/account"];
const paths = ["/", "/plans", "/contacts", ...forms, ...links, ...docs, "/no-such-page"];

for (const path of [...paths, ...paths.map((one) => `/en${one === "/" ? "" : one}`)]) {
  test(`${path} in both themes, at the desk and on a phone`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(path);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await useSmallFont(page, colorScheme === "dark");
        await expectAccessible(page);
      }
    }
    await page.setViewportSize({ width: 360, height: 800 });
    await expectNoSidewaysScroll(page);
  });
}

test("the registration form with its errors", async ({ page }) => {
  await page.goto("/register");
  await page.getByRole("button", { name: "Создать аккаунт" }).click();
  const links = page.getByRole("alert").getByRole("link");
  await expect(links).toHaveCount(3);
  for (const small of [false, true]) {
    await useSmallFont(page, small);
    for (const link of await links.all()) {
      expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(24);
    }
    await expectAccessible(page);
  }
});
