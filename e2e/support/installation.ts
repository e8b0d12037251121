import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, type Page } from "@playwright/test";
import { required } from "./environment";

/** What the hoster of the empty installation is called and sells. */
export const company = { name: "Северный хостинг", address: "Архангельск, Поморская, 1" };
export const plan = { name: "Айсберг", slug: "iceberg", price: "490 ₽" };
export const image = { name: "Готовый сайт", slug: "static-site" };
export const customer = {
  name: "Мария Покупателева",
  email: "maria@example.com",
  password: "four calm herons wade 7",
  hostname: "maria-shop",
};

/** What the first half of the journey leaves for the second. */
export interface Notes {
  recoveryCode: string;
  invoice: string;
  address: string;
  /** The name that Admin → Backups shows: `hostwright restore` takes it. */
  backup: string;
  /** The key that the panel made and showed once. */
  backupKey: string;
}

export async function writeNotes(notes: Notes): Promise<void> {
  await writeFile(required("E2E_NOTES"), JSON.stringify(notes), "utf8");
}

export async function readNotes(): Promise<Notes> {
  return JSON.parse(await readFile(required("E2E_NOTES"), "utf8")) as Notes;
}

const backend = fileURLToPath(new URL("../../backend", import.meta.url));

/** Run the server's command line on the stack's database; returns what it printed. */
export async function hostwright(...command: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: required("E2E_DATABASE_URL") };
  const program = ["-m", "app.cli", ...command];
  return (await promisify(execFile)(required("E2E_PYTHON"), program, { cwd: backend, env })).stdout;
}

/** The first form of signing in; what follows is the second factor. */
export async function givePassword(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Эл. почта").fill(email);
  await page.getByLabel("Пароль").fill(password);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Ещё один шаг" })).toBeVisible();
}

/** Fill the fields of what is open by their labels. */
export async function fillIn(
  form: Pick<Page, "getByLabel">,
  fields: Record<string, string>,
): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    await form.getByLabel(label, { exact: true }).fill(value);
  }
}
