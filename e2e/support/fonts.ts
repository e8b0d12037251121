import type { Page } from "@playwright/test";

/**
 * Shows all text in another font with letters a fifth smaller, as other machines may; sizes that
 * are set stay. By a constructed style sheet: the policy of our pages refuses any other.
 */
export async function useSmallFont(page: Page, small: boolean): Promise<void> {
  await page.evaluate((wanted) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { font-family: serif !important; font-size-adjust: 0.36 !important }");
    document.adoptedStyleSheets = wanted ? [sheet] : [];
  }, small);
}
