import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** No violation of WCAG 2.2 AA on what is shown now; says which rule, where and why. */
export async function expectAccessible(page: Page): Promise<void> {
  // The panel has no frames of others: one run in the page needs no second page to gather results.
  // No criterion of WCAG names landmarks: that all content is in one is a rule of axe's own, for both trees.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({
    resultTypes: ["violations"],
    runOnly: { type: "tag", values: rules },
    rules: { region: { enabled: /^\/(panel|admin)/.test(new URL(page.url()).pathname) } },
  });
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
  expect.soft(found, `axe on ${page.url()}`).toEqual([]);
}

/** Nothing makes the page scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
      .map((element) => `${element.tagName}.${element.className}`)
      .slice(0, 5);
  });
  expect.soft(wider, `too wide on ${page.url()}`).toEqual([]);
}

/**
 * No text goes over the edge of its card or of the way to the page: it wraps, or ends in dots. What
 * is in a row that scrolls on purpose (tabs, a log) is in reach.
 */
export async function expectNothingCut(page: Page): Promise<void> {
  const cut = await page.evaluate(() => {
    const gives = (element: Element) => {
      const { display, overflowX, textOverflow, clipPath } = getComputedStyle(element);
      if (display === "inline") return clipPath !== "none";
      const scrolls = overflowX === "auto" || overflowX === "scroll";
      return (
        scrolls || clipPath !== "none" || (textOverflow === "ellipsis" && overflowX !== "visible")
      );
    };
    const isCut = (element: Element, frame: Element) => {
      for (let one: Element | null = element; one && one !== frame; one = one.parentElement) {
        if (gives(one)) return false;
      }
      const edge = frame.getBoundingClientRect().right + 1;
      return element.getClientRects().length > 0 && element.getBoundingClientRect().right > edge;
    };
    const hasText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    return [...document.querySelectorAll("main .card, .crumbs")].flatMap((frame) =>
      [...frame.querySelectorAll("*")]
        .filter((element) => hasText(element) && isCut(element, frame))
        .map((element) => `${element.tagName}.${element.className}: ${element.textContent}`),
    );
  });
  expect.soft(cut.slice(0, 5), `cut on ${page.url()}`).toEqual([]);
}
