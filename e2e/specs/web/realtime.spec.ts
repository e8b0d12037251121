import { badge, mark, notReloaded, openModule, pick } from "../../support/panel";
import { freshHostname } from "../../support/people";
import { deploy } from "../../support/services";
import { expect, test } from "../../support/test";

test("a change in one tab shows in the other", async ({ page, context, customer }) => {
  const hostname = freshHostname("twin");
  const service = await deploy(customer.api, hostname);
  await openModule(page, "/panel/services");
  const row = page.getByRole("row").filter({ hasText: hostname });
  await expect(row).toContainText("Работает");
  await mark(page);
  const other = await context.newPage();
  await openModule(other, `/panel/services/${service.id}`);
  await pick(other, other.getByRole("button", { name: "Ещё действия" }), "Остановить");
  await other.getByRole("dialog").getByRole("button", { name: "Остановить" }).click();
  await expect(row).toContainText("Остановлена");
  await pick(page, row.getByRole("button", { name: `Действия: ${hostname}` }), "Запустить");
  await expect(badge(other)).toHaveText("Работает");
  expect(await notReloaded(page)).toBe(true);
});

test("a notification arrives by itself, and only the one that is followed is marked read", async ({
  page,
  customer,
}) => {
  await openModule(page, "/panel/profile");
  const hostname = freshHostname("bell");
  await deploy(customer.api, hostname);
  const bell = page.getByRole("button", { name: /^Уведомления/ });
  // The invoice, its payment, the service.
  await expect(bell).toHaveAccessibleName("Уведомления, новых: 3");
  await bell.click();
  await page.getByRole("menuitem", { name: new RegExp(`${hostname} работает`) }).click();
  await expect(page.getByRole("heading", { level: 1, name: hostname })).toBeVisible();
  await expect(bell).toHaveAccessibleName("Уведомления, новых: 2");
});

test("offline, the panel says so, keeps its content, and catches up later", async ({
  page,
  context,
  customer,
}) => {
  const hostname = freshHostname("offline");
  const service = await deploy(customer.api, hostname);
  await openModule(page, `/panel/services/${service.id}`);
  await expect(page.getByTitle("На связи: изменения появляются сами")).toBeVisible();
  await mark(page);
  await context.setOffline(true);
  await expect(page.getByText("Нет связи. Показываем сохранённые данные.")).toBeVisible();
  await expect(badge(page)).toHaveText("Работает");
  await customer.api.post(`/services/${service.id}/actions/stop`);
  await expect
    .poll(async () => (await customer.api.get<typeof service>(`/services/${service.id}`)).status)
    .toBe("stopped");
  await context.setOffline(false);
  await expect(page.getByText("Нет связи.")).toHaveCount(0);
  await expect(page.getByTitle("На связи: изменения появляются сами")).toBeVisible();
  await expect(badge(page)).toHaveText("Остановлена");
  expect(await notReloaded(page)).toBe(true);
});

test("a broken event stream resumes where it stopped without losses", async ({
  page,
  customer,
}) => {
  const hostname = freshHostname("resume");
  const service = await deploy(customer.api, hostname);
  const positions: (string | undefined)[] = [];
  let letThrough = () => {};
  const gate = new Promise<void>((open) => {
    letThrough = open;
  });
  await page.route("**/api/v1/events", async (route) => {
    positions.push(route.request().headers()["last-event-id"]);
    if (positions.length === 1) return route.fulfill({ body: "id: 0\n\n", contentType: stream });
    await gate;
    return route.continue();
  });
  await openModule(page, `/panel/services/${service.id}`);
  await expect.poll(() => positions.length).toBe(2);
  await expect(page.getByTitle("Обновления прервались, подключаемся снова")).toBeVisible();
  await customer.api.post(`/services/${service.id}/actions/stop`);
  await expect
    .poll(async () => (await customer.api.get<typeof service>(`/services/${service.id}`)).status)
    .toBe("stopped");
  letThrough();
  await expect(badge(page)).toHaveText("Остановлена");
  await expect(page.getByTitle("На связи: изменения появляются сами")).toBeVisible();
  // It begins where the person was read, and goes on from what the stream itself said.
  expect(positions[0]).toMatch(/^[1-9]\d*$/);
  expect(positions[1]).toBe("0");
});

const stream = "text/event-stream";
