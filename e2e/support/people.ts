import { randomUUID } from "node:crypto";
import { type BrowserContext, expect } from "@playwright/test";
import { Api, type Schema } from "./api";
import { owner, stack } from "./environment";
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

const known = new Map<string, Person>();

/** Somebody the installation has from its start, signed in to the API. */
async function knownPerson(email: string, password: string): Promise<Person> {
  const kept = known.get(email);
  if (kept) return kept;
  const person = { email, password, api: await Api.signIn(email, password) };
  known.set(email, person);
  return person;
}

/** One of the demo people. */
export function demoPerson(email: string): Promise<Person> {
  return knownPerson(email, demoPassword);
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

/** A new person with one of the built-in roles of the staff. */
export async function newStaff(name: string, role: string): Promise<Person> {
  const person = await newCustomer(name);
  const { api } = await knownPerson(owner.email, owner.password);
  const { items } = await api.list<{ id: string; name: string }>("/admin/roles");
  const role_ids = items.filter((one) => one.name === role).map(({ id }) => id);
  await api.post("/admin/staff", { body: { email: person.email, role_ids } });
  return person;
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
