import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, type Page } from "@playwright/test";
import { required } from "./environment";
import type { Person } from "./people";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * As if the person's last proof were too old for what is dangerous. Open a page afterwards: the
 * server trusts what it has just read of a token for a second.
 */
export async function expireRecentAuth({ email }: { email: string }): Promise<void> {
  const env = { ...process.env, DATABASE_URL: required("E2E_DATABASE_URL") };
  const program = ["-m", "infra.local.expire_recent_auth", email];
  await promisify(execFile)(required("E2E_PYTHON"), program, { cwd: root, env });
}

/** The panel asks who is there: answer with the password; what was begun goes on by itself. */
export async function prove(page: Page, { password }: Pick<Person, "password">): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Подтвердите, что это вы" });
  await dialog.getByLabel("Пароль").fill(password);
  await dialog.getByRole("button", { name: "Подтвердить" }).click();
  await expect(dialog).toHaveCount(0);
}
