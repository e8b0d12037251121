import { freshEmail, newCustomer } from "../../support/people";
import { expect, test } from "../../support/test";

test("somebody who writes programs reads a guide and follows an error to its page", async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto("/en/docs");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("API documentation");
  const contents = page.getByRole("navigation", { name: "Documentation" });
  await contents.getByRole("link", { name: "Repeating safely" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Repeating safely");
  await page.getByRole("link", { name: "idempotency_key_reused" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("idempotency_key_reused");
  await expect(page.getByText("already used for a different request")).toBeVisible();
  await page.getByRole("link", { name: "Русский" }).click();
  await expect(page.getByText("Ошибка API, ответ со статусом 409.")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("an operation is tried with one's own token", async ({ page, request }) => {
  const person = await newCustomer("Ada");
  const signIn = { grant_type: "password", username: person.email, password: person.password };
  const tokens = await (await request.post("/api/v1/auth/token", { form: signIn })).json();
  await page.goto("/en/docs/reference/me");
  await page.getByRole("button", { name: "Try it: Who is signed in" }).click();
  const form = page.getByRole("form", { name: "Who is signed in" });
  await form.getByLabel("Your token").fill(tokens.access_token);
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("200")).toBeVisible();
  await expect(form.getByText(person.email)).toBeVisible();
});

test("the type of a problem leads to a page that explains it", async ({ page, request }) => {
  const answer = await request.post("/api/v1/auth/token", {
    form: { grant_type: "password", username: freshEmail(), password: "wrong" },
  });
  const problem = await answer.json();
  await page.goto(problem.type);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(problem.code);
});
