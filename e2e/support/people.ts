import { randomUUID } from "node:crypto";
import { type BrowserContext, expect } from "@playwright/test";
import { Api, type Schema } from "./api";
import { stack } from "./environment";
import { codeSentTo } from "./mailbox";

export const demoPassword = "hostwright-demo";

/** The people every fresh installation has. */
export const demo = {
  customer: "customer@example.com",
  support: "support@example.com",
  billing: "billing@example.com",
  admin: "admin@example.com",
};

/** Somebody who can sign in. */
export interface Person {
  email: string;
  password: string;
  api: Api;
}

/** A mail address nobody has used. */
export function freshEmail(): string {
  return `e2e-${randomUUID().slice(0, 13)}@example.com`;
}

/** A name for a service that no other test uses. */
export function freshHostname(what: string): string {
  return `${what}-${randomUUID().slice(0, 6)}`;
}

const known = new Map<string, { person: Person; until: number }>();
const tokenLifeMs = 10 * 60_000;

/** One of the demo people, signed in to the API once in a while only. */
export async function demoPerson(email: string): Promise<Person> {
  const kept = known.get(email);
  if (kept && kept.until > Date.now()) return kept.person;
  const api = await Api.signIn(email, demoPassword);
  const person = { email, password: demoPassword, api };
  known.set(email, { person, until: Date.now() + tokenLifeMs });
  return person;
}

/** Register and verify a customer through the API; `balance` is in kopecks, a gift of the admin. */
export async function newCustomer(name: string, balance = 0): Promise<Person> {
  const email = freshEmail();
  const password = `${randomUUID()}-Ab1`;
  const nobody = new Api();
  await nobody.post("/auth/register", { body: { email, password, name, locale: "ru" } });
  await verified(nobody, email, await codeSentTo(email));
  const api = await Api.signIn(email, password);
  if (balance > 0) await give(api, balance);
  return { email, password, api };
}

/** The letter may be read a moment before the transaction that sent it has committed the code. */
async function verified(nobody: Api, email: string, code: string): Promise<void> {
  const once = async () =>
    (await nobody.send("POST", "/auth/verify", { body: { email, code } })).status;
  await expect.poll(once, { message: `the code sent to ${email}`, intervals: [250] }).toBe(204);
}

async function give(customer: Api, amount: number): Promise<void> {
  const me = await customer.get<Schema<"MeRead">>("/me");
  const { api } = await demoPerson(demo.admin);
  await api.post(`/admin/accounts/${me.account?.id}/actions/adjust-balance`, {
    body: { amount, reason: "browser suite" },
  });
}

/** Sign the browser in as the panel's own form does: the refresh token becomes its cookie. */
export async function enter(context: BrowserContext, person: Person): Promise<void> {
  const answer = await context.request.post(`${stack.panel}/api/v1/auth/token`, {
    headers: { "X-Refresh-Transport": "cookie" },
    form: { grant_type: "password", username: person.email, password: person.password },
  });
  if (!answer.ok()) throw new Error(`${person.email} cannot sign in: ${await answer.text()}`);
}
