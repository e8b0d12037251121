import { randomUUID } from "node:crypto";
import { Api, problemOf, type Schema } from "../../support/api";
import { mailTo } from "../../support/mailbox";
import {
  demo,
  demoPerson,
  freshHostname,
  newCustomer,
  newStaff,
  type Person,
} from "../../support/people";
import { placeOrder } from "../../support/services";
import { expect, test } from "../../support/test";

const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();

/** The secret of the newest letter's link to this page. */
async function tokenSentTo(email: string, page: string): Promise<string> {
  const link = new RegExp(`https?://\\S*/${page}[?#]token=([^\\s)&]+)`);
  return link.exec((await mailTo(email, link)).text)?.[1] ?? "";
}

test("an invited member has the role's permissions only", async () => {
  const host = await newCustomer("Хозяйка Студии");
  const guest = await newCustomer("Бухгалтер Приглашённый");
  await placeOrder(host.api, freshHostname("shared"));
  const body = { email: guest.email, role: "read_only" };
  await host.api.post("/invitations", { body });
  const token = await tokenSentTo(guest.email, "invitation");
  await guest.api.post("/invitations/actions/accept", { body: { token } });
  const account = (await host.api.get<Schema<"MeRead">>("/me")).account;
  await guest.api.post("/me/account", { body: { account_id: account?.id } });
  expect((await guest.api.list("/orders")).total).toBe(1);
  await problemOf(
    await guest.api.send("POST", "/invitations", {
      body: { ...body, email: "x@example.com" },
      headers: { "Idempotency-Key": randomUUID() },
    }),
    403,
  );
  const stranger = await newCustomer("Чужой Человек");
  const theirs = await stranger.api.send("POST", "/invitations/actions/accept", {
    body: { token },
  });
  expect(theirs.ok).toBe(false);
});

test("a token has its permissions until it is revoked", async () => {
  const person = await newCustomer("Вера Программная");
  const body = {
    name: "отчёты",
    permissions: ["orders:read"] satisfies Schema<"Permission">[],
    expires_at: inAWeek(),
  };
  const made = await person.api.post<{ id: string; token: string }>("/tokens", { body });
  const program = new Api(made.token);
  expect((await program.list("/orders")).total).toBe(0);
  await problemOf(await program.send("GET", "/services"), 403);
  await problemOf(await program.send("POST", "/me/totp"), 403);
  expect((await person.api.send("DELETE", `/tokens/${made.id}`)).status).toBe(204);
  await expect.poll(async () => (await program.send("GET", "/orders")).status).toBe(401);
});

test("a forgotten password is changed by the mailed link, once, and ends every session", async () => {
  // A new person would wait: nobody gets two letters of this kind within a minute.
  const person = await demoPerson(demo.billing);
  await new Api().post("/auth/password/forgot", { body: { email: person.email } });
  const token = await tokenSentTo(person.email, "reset-password");
  const password = `${randomUUID()}-Zz9`;
  const reset = () => new Api().send("POST", "/auth/password/reset", { body: { token, password } });
  expect((await reset()).status).toBe(204);
  expect((await reset()).ok).toBe(false);
  await problemOf(await person.api.send("GET", "/me"), 401);
  const again = await Api.signIn(person.email, password);
  expect((await again.get<Schema<"MeRead">>("/me")).email).toBe(person.email);
});

test("ending other sessions keeps the current one", async () => {
  const person = await newCustomer("Вера Одинокая");
  const other = await Api.signIn(person.email, person.password);
  await person.api.post("/me/sessions/actions/end-others");
  await problemOf(await other.send("GET", "/me"), 401);
  expect((await person.api.list("/me/sessions")).items).toHaveLength(1);
});

test.describe("staff signed in as a customer", () => {
  let client: Person;
  let acting: Api;

  test.beforeAll(async ({ admin }) => {
    client = await newCustomer("Вера Поддержанная");
    const path = `/admin/users?q=${client.email}`;
    const [user] = (await admin.api.list<{ id: string }>(path)).items;
    const account = (await client.api.get<Schema<"MeRead">>("/me")).account;
    const body = { account_id: account?.id, reason: "asked on the phone" };
    const made = await admin.api.post<Schema<"ImpersonationRead">>(
      `/admin/users/${user?.id}/actions/impersonate`,
      { body },
    );
    acting = new Api(made.access_token);
  });

  test("read as the customer and are recorded as impersonator", async () => {
    const me = await acting.get<Schema<"MeRead"> & { impersonated_by: unknown }>("/me");
    expect(me.email).toBe(client.email);
    expect(me.impersonated_by).toMatchObject({ name: "Глеб Хозяинов" });
  });

  test("can change neither the password nor the second factor", async () => {
    for (const path of ["/me/totp", "/me/recovery-codes"]) {
      await problemOf(await acting.send("POST", path), 403, "oneself_required");
    }
  });

  test("lose access when they end it", async () => {
    expect((await acting.send("DELETE", "/me/impersonation")).status).toBe(204);
    await problemOf(await acting.send("GET", "/me"), 401);
  });
});

test("support may not assign roles", async () => {
  const support = await newStaff("Поддержка Новая", "support");
  const body = { email: support.email, role_ids: [randomUUID()] };
  await problemOf(await support.api.send("POST", "/admin/staff", { body }), 403);
});
