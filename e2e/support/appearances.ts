import { type Browser, expect, type Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, expectNothingCut } from "./axe";
import { useSmallFont } from "./fonts";
import { watch } from "./pageErrors";
import { contentShown } from "./panel";
import { enter, type Person } from "./people";

type Theme = "light" | "dark";

/** One page for all tests of a file: it loads and signs in only once. */
export class AppearanceWalk {
  private constructor(
    readonly page: Page,
    private readonly expectNoPageErrors: () => void,
  ) {}

  static async open(browser: Browser, person?: Person): Promise<AppearanceWalk> {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    if (person) await enter(context, person);
    const expectNoPageErrors = watch(context);
    return new AppearanceWalk(await context.newPage(), expectNoPageErrors);
  }

  /** Axe on one module in every appearance; the panel must not have broken meanwhile. */
  async check(path: string): Promise<void> {
    await expectAccessibleInEveryAppearance(this.page, path);
    this.expectNoPageErrors();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** What lies over a page hides the way to the other language: each one is opened in its own. */
export async function checkOpenOverlay(page: Page, locale: "ru" | "en"): Promise<void> {
  await checkAppearance(page, locale === "ru" ? "light" : "dark", 1440);
  await checkAppearance(page, locale === "ru" ? "dark" : "light", 390);
  await page.setViewportSize({ width: 1440, height: 900 });
}

/**
 * Axe on one module in both themes, both languages, at the desk and on a phone: four appearances in
 * which each pair of these choices meets, one document. Nothing is too wide down to 360 px.
 */
export async function expectAccessibleInEveryAppearance(page: Page, path: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(path);
  await contentShown(page);
  await checkAppearance(page, "light", 1440);
  await page.getByRole("button", { name: "Switch to English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await checkAppearance(page, "dark", 1440);
  await checkAppearance(page, "light", 390);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Перейти на русский" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  await checkAppearance(page, "dark", 390);
}

/**
 * Axe on what is shown now, in this theme and width; on a phone nothing is too wide. The dark theme
 * is seen in a font of small letters: whether a target is large enough must not depend on the font.
 */
export async function checkAppearance(page: Page, theme: Theme, width: number): Promise<void> {
  await page.evaluate((chosen) => {
    document.documentElement.dataset.theme = chosen;
  }, theme);
  await useSmallFont(page, theme === "dark");
  await page.setViewportSize({ width, height: 900 });
  await contentShown(page);
  await expectAccessible(page);
  await expectNothingCut(page);
  if (width < 400) {
    await page.setViewportSize({ width: 360, height: 800 });
    await expectNoSidewaysScroll(page);
    await expectNothingCut(page);
  }
}
