import type { APIRequestContext } from "@playwright/test";
import type { Schema } from "../../support/api";
import { openModule } from "../../support/panel";
import { enter } from "../../support/people";
import { expect, test } from "../../support/test";

const path = "/admin/settings/locale";

test.afterEach(async ({ admin }) => {
  const { version, values } = await admin.api.get<Schema<"SettingsRead_LocaleSettings_">>(path);
  await admin.api.send("PUT", path, {
    body: { ...values, language: "ru" },
    headers: { "If-Match": `"${version}"` },
  });
});

/** What a search engine is told at an address. */
async function heads(request: APIRequestContext, address: string) {
  const html = await (await request.get(address)).text();
  const alternates = [...html.matchAll(/hrefLang="([^"]+)" href="https?:\/\/[^/"]+([^"]*)"/gi)];
  return {
    lang: /<html lang="(\w+)"/.exec(html)?.[1],
    canonical: /rel="canonical" href="https?:\/\/[^/"]+([^"]*)"/.exec(html)?.[1],
    alternates: Object.fromEntries(alternates.map(([, language, there]) => [language, there])),
  };
}

test("public pages open in the language that the settings name, within a minute", async ({
  page,
  context,
  browser,
  request,
  admin,
}) => {
  const alternates = { ru: "/ru/plans", en: "/en/plans", "x-default": "/plans" };
  await expect
    .poll(() => heads(request, "/plans"), { timeout: 60_000 })
    .toEqual({ lang: "ru", canonical: "/ru/plans", alternates });

  await enter(context, admin);
  await openModule(page, path);
  await page.getByLabel("Язык", { exact: true }).selectOption("en");
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Настройки сохранены")).toBeVisible();

  await expect
    .poll(() => heads(request, "/plans"), { timeout: 60_000 })
    .toEqual({ lang: "en", canonical: "/en/plans", alternates });
  expect((await heads(request, "/ru/plans")).lang).toBe("ru");
  expect(await (await request.get("/sitemap.xml")).text()).toContain("/ru/plans</loc>");
  expect((await heads(request, "/no-such-page")).lang).toBe("en");

  const theirs = await browser.newContext({ locale: "ru-RU" });
  const visitor = await theirs.newPage();
  await visitor.goto("/");
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(/A container in a minute/);
  await visitor.getByRole("link", { name: "Русский" }).click();
  await expect(visitor).toHaveURL(/\/ru$/);
  await expect(visitor.locator("html")).toHaveAttribute("lang", "ru");
  // What was chosen counts at an old address, too.
  await visitor.goto("/sign-in");
  await expect(visitor).toHaveURL(/\/ru\/sign-in$/);
  await expect(visitor.getByLabel("Пароль")).toBeVisible();
  await theirs.close();
});
