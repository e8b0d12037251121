import type { Page } from "@playwright/test";
import type { Schema } from "../../support/api";
import { mailTo } from "../../support/mailbox";
import { badge, openModule, pick } from "../../support/panel";
import { enter, freshHostname, newCustomer, newStaff } from "../../support/people";
import { deleteServices, deploy, payFromBalance, placeOrder } from "../../support/services";
import { expect, test } from "../../support/test";

const why = "Жалобы на рассылку с этого адреса";

async function act(page: Page, entry: string): Promise<void> {
  await pick(page, page.getByRole("button", { name: "Ещё действия" }), entry);
}

test("staff suspend a service with a reason, no payment resumes it, staff do, and cancel", async ({
  page,
  context,
  browser,
}) => {
  test.setTimeout(150_000);
  const client = await newCustomer("Ольга Удержанная", 50_000);
  const staff = await newStaff("Олег Операторов", "owner");
  const service = await deploy(client.api, freshHostname("held"));
  const theirs = await browser.newContext();
  const customer = await theirs.newPage();
  await enter(context, staff);
  await enter(theirs, client);
  const at = `/panel/services/${service.id}`;

  await test.step("staff see the load and suspend with a reason", async () => {
    await openModule(page, `/admin/services/${service.id}`);
    await expect(page.getByRole("figure", { name: "Процессор" })).toBeVisible();
    await act(page, "Приостановить");
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("прочитает клиент");
    await expect(dialog.getByRole("button", { name: "Приостановить услугу" })).toBeDisabled();
    await dialog.getByLabel("Причина").fill(why);
    await dialog.getByRole("button", { name: "Приостановить услугу" }).click();
    await expect(badge(page)).toHaveText("Приостановлена нами");
    await expect(page.getByRole("main")).toContainText(why);
  });

  await test.step("the customer reads why, everywhere, and nothing of paying", async () => {
    await openModule(customer, at);
    await expect(badge(customer)).toHaveText("Приостановлена нами");
    await expect(customer.getByText(`Мы приостановили эту услугу: ${why}`)).toBeVisible();
    await expect(customer.getByRole("button", { name: "Запустить" })).toHaveCount(0);
    await openModule(customer, "/panel/services");
    await expect(customer.getByRole("main")).toContainText(why);
    await openModule(customer, "/panel");
    await expect(customer.getByRole("main")).toContainText(
      `Мы приостановили услугу ${service.hostname}`,
    );
    await expect(customer.getByRole("main")).not.toContainText("не оплачена вовремя");
    expect((await mailTo(client.email, /Мы приостановили услугу/)).text).toContain(why);
  });

  await test.step("a payment changes nothing about it", async () => {
    await payFromBalance(client.api, await placeOrder(client.api, freshHostname("other")));
    const start = await client.api.send("POST", `/services/${service.id}/actions/start`);
    expect(start.status).toBe(409);
    await openModule(customer, at);
    await expect(badge(customer)).toHaveText("Приостановлена нами");
  });

  await test.step("staff resume it and it runs", async () => {
    await page.getByRole("button", { name: "Возобновить" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Возобновить услугу" }).click();
    await expect(badge(page)).toHaveText("Работает");
    await expect(badge(customer)).toHaveText("Работает");
  });

  await test.step("staff cancel it, after typing its name", async () => {
    await act(page, "Прекратить и удалить сейчас");
    const dialog = page.getByRole("dialog");
    const agree = dialog.getByRole("button", { name: "Прекратить и удалить навсегда" });
    await dialog.getByLabel("Причина").fill(why);
    await expect(agree).toBeDisabled();
    await dialog
      .getByRole("textbox", { name: new RegExp(service.hostname) })
      .fill(service.hostname);
    await agree.click();
    await expect(badge(page)).toHaveText("Удалена");
    const known = await staff.api.get<Schema<"AdminServiceRead">>(`/admin/services/${service.id}`);
    expect(known.cancellation?.reason).toBe(why);
    expect((await mailTo(client.email, /Мы прекратили услугу/)).text).toContain(why);
  });

  await theirs.close();
  await deleteServices(client.api);
});
