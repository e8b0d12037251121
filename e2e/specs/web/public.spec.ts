import { expectNoSidewaysScroll } from "../../support/axe";
import { openModule } from "../../support/panel";
import { expect, test } from "../../support/test";

const pages = {
  "/": ["Контейнер за минуту", "A container in a minute"],
  "/plans": ["Тарифы и цены", "Plans and prices"],
  "/contacts": ["Контакты", "Contacts"],
  "/sign-in": ["Вход в Hostwright", "Sign in to Hostwright"],
  "/register": ["Создать аккаунт", "Create an account"],
  "/verify": ["Подтвердите почту", "Confirm your email"],
} as const;

for (const [path, [russian, english]] of Object.entries(pages)) {
  test(`${path} is there in both languages, and each leads to the other`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: russian })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "ru");
    await expect(page).toHaveTitle(/./);
    await page.getByRole("link", { name: "English" }).click();
    await expect(page.getByRole("heading", { level: 1, name: english })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    const alternates = page.locator("link[rel=alternate][hreflang]");
    expect(await alternates.count()).toBeGreaterThanOrEqual(2);
    await page.getByRole("link", { name: "Русский" }).click();
    await expect(page.getByRole("heading", { level: 1, name: russian })).toBeVisible();
  });
}

test("an unknown address shows 404 with a link home", async ({ page }) => {
  const answer = await page.goto("/no-such-page");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "По этому адресу ничего нет" })).toBeVisible();
  await page.getByRole("link", { name: "На главную" }).click();
  await expect(page.getByRole("heading", { level: 1, name: pages["/"][0] })).toBeVisible();
});

test("plans keep their distance from the next section", async ({ page }) => {
  await page.goto("/en/plans");
  const cards = await page.locator(".grid-3").boundingBox();
  const next = await page.locator(".band").first().boundingBox();
  expect((next?.y ?? 0) - (cards?.y ?? 0) - (cards?.height ?? 0)).toBeGreaterThanOrEqual(48);
});

test("the head fits a phone for who is signed in", async ({ page, visitor: _ }) => {
  await openModule(page, "/panel");
  await page.setViewportSize({ width: 360, height: 800 });
  for (const path of ["/", "/en"]) {
    await page.goto(path);
    const head = page.getByRole("banner");
    const [theme, open] = [
      await head.getByRole("button").boundingBox(),
      await head.getByRole("link", { name: /^(Открыть панель|Open the panel)$/ }).boundingBox(),
    ];
    const language = await head.getByRole("link", { name: /^(English|Русский)$/ }).boundingBox();
    expect((language?.x ?? 0) + (language?.width ?? 0)).toBeLessThanOrEqual(theme?.x ?? 0);
    expect((open?.x ?? 0) + (open?.width ?? 0)).toBeLessThanOrEqual(360);
    await expectNoSidewaysScroll(page);
  }
});

test("home and plans ship no script of a framework", async ({ page }) => {
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  for (const path of ["/", "/plans"]) await page.goto(path, { waitUntil: "networkidle" });
  expect(scripts).toEqual([]);
});

test.describe("with JavaScript switched off", () => {
  test.use({ javaScriptEnabled: false });

  test("plans and their prices can be read", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("navigation").getByRole("link", { name: "Тарифы" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Тарифы и цены" })).toBeVisible();
    const card = page.getByRole("article").filter({ hasText: "Start" });
    await expect(card).toContainText("190 ₽ в месяц");
    await expect(card).toContainText("512 МБ памяти");
    await expect(card.getByRole("link", { name: "Заказать Start" })).toHaveAttribute(
      "href",
      /\/panel\/order\?plan=start/,
    );
  });

  test("a form says what it needs", async ({ page }) => {
    // Playwright finds nothing by text inside `<noscript>`, whether it is shown or not.
    const notice = page.locator("noscript .notice");
    for (const path of ["/sign-in", "/register", "/verify", "/reset-password"]) {
      await page.goto(`/en${path}`);
      await expect(notice).toBeVisible();
      await expect(notice).toContainText("This form needs JavaScript.");
      const form = await page.locator("#island").boundingBox();
      expect((await notice.boundingBox())?.x).toBeCloseTo(form?.x ?? 0, 0);
    }
    await page.goto("/sign-in");
    await expect(notice).toContainText("Этой форме нужен JavaScript.");
  });

  test("the panel has at least its shape and its name", async ({ page }) => {
    await page.goto("/panel");
    await expect(page.locator(".topbar")).toContainText("Hostwright");
  });
});
