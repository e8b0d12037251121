import { crc32, deflateSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { mailTo } from "../../support/mailbox";
import { openModule } from "../../support/panel";
import { enter, newCustomer } from "../../support/people";
import { expect, test } from "../../support/test";

const ROSE = "rgb(225, 29, 72)";
const STANDARD = "rgb(42, 85, 229)";

test.afterEach(async ({ admin }) => {
  const path = "/admin/settings/brand";
  const { version } = await admin.api.get<{ version: number }>(path);
  await admin.api.send("PUT", path, {
    body: { name: "", accent: "", logo_light: "", logo_dark: "" },
    headers: { "If-Match": `"${version}"` },
  });
});

test("the owner gives panel, public pages and mails another look, and takes it back", async ({
  page,
  context,
  browser,
  admin,
}) => {
  const refused: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await enter(context, admin);
  await openModule(page, "/admin/settings");
  await page.getByRole("link", { name: "Бренд" }).click();

  await test.step("what is typed is shown before it is saved", async () => {
    await page.getByLabel("Название бренда").fill("Маяк");
    await page.getByRole("textbox", { name: "Основной цвет", exact: true }).fill("#e11d48");
    const logo = { name: "logo.png", mimeType: "image/png", buffer: png(200, 50) };
    await page
      .getByRole("group", { name: "Логотип для светлого фона" })
      .locator("input")
      .setInputFiles(logo);
    const sample = page.getByTestId("brand-sample");
    await expect(sample.getByText("Кнопка")).toHaveCSS("background-color", ROSE);
    await expect(sample.getByRole("img", { name: "Маяк" })).toBeVisible();
    await page.getByRole("button", { name: "Почта" }).click();
    const mail = page.frameLocator("iframe.letter-frame");
    await expect(mail.getByText("Открыть счёт")).toHaveCSS("background-color", ROSE);
  });

  await test.step("it counts at once for who saved it", async () => {
    await page.getByRole("button", { name: "Сохранить" }).click();
    await expect(page.getByText("Настройки сохранены")).toBeVisible();
    await expect(page.getByRole("banner").getByRole("img", { name: "Маяк" })).toBeVisible();
    await page.mouse.move(0, 0);
    await expect(page.getByRole("button", { name: "Сохранить" })).toHaveCSS(
      "background-color",
      ROSE,
    );
  });

  const theirs = await browser.newContext({ locale: "ru-RU" });
  const visitor = await theirs.newPage();
  await test.step("public pages follow, before any script", async () => {
    await expect(async () => {
      await visitor.goto("/");
      await expect(visitor).toHaveTitle(/Маяк/, { timeout: 100 });
    }).toPass({ timeout: 60_000 });
    await expect(visitor.getByRole("banner").getByRole("img", { name: "Маяк" })).toBeVisible();
    expect(await accentOf(visitor)).toBe("#e11d48");
  });

  await test.step("the customer's panel has it in its first HTML", async () => {
    const person = await newCustomer("Вера Светлова");
    await enter(theirs, person);
    const html = await (await visitor.request.get("/panel")).text();
    expect(html).toContain("--accent-solid:light-dark(#e11d48,");
    await openModule(visitor, "/panel");
    await expect(visitor.getByRole("banner").getByRole("img", { name: "Маяк" })).toBeVisible();
    expect((await mailTo(person.email, /./)).text).toContain("Маяк");
  });
  await theirs.close();

  await test.step("reset brings the standard look back", async () => {
    await page.getByRole("button", { name: "Сбросить бренд" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Сбросить" }).click();
    await expect(page.getByText("Бренд сброшен")).toBeVisible();
    await page.mouse.move(0, 0);
    await expect(page.getByRole("button", { name: "Сохранить" })).toHaveCSS(
      "background-color",
      STANDARD,
    );
  });
  expect(refused).toEqual([]);
});

function accentOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const rules = document.getElementById("brand-styles")?.textContent ?? "";
    return /--accent-solid:light-dark\((#[0-9a-f]{6})/.exec(rules)?.[1] ?? "";
  });
}

/** A picture of one colour. */
function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3), 60);
  for (let row = 0; row < height; row++) rows[row * (1 + width * 3)] = 0;
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND")];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]);
}

function chunk(kind: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(kind), data]);
  const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  ends[0].writeUInt32BE(data.length);
  ends[1].writeUInt32BE(crc32(named));
  return Buffer.concat([ends[0], named, ends[1]]);
}
