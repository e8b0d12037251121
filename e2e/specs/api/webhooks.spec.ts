import { randomUUID } from "node:crypto";
import { type Api, problemOf, type Schema } from "../../support/api";
import { newCustomer } from "../../support/people";
import { placeOrder } from "../../support/services";
import { expect, test } from "../../support/test";

type Payment = Schema<"PaymentRead">;

let api: Api;
let payment: Payment;

test.beforeAll(async () => {
  api = (await newCustomer("Ольга Подпись")).api;
  const order = await placeOrder(api, "unsigned");
  const path = `/invoices/${order.invoice_id}/actions/pay`;
  const answer = await api.post<Schema<"PayInvoiceResponse">>(path, {
    body: { method: "sandbox" },
  });
  payment = answer.payment as Payment;
});

/** What a stranger would send who has read the provider's documentation. */
function notice() {
  const object = { id: payment.checkout_url?.split("/").pop(), status: "succeeded" };
  const created = Math.floor(Date.now() / 1000);
  return { id: `evt_${randomUUID()}`, type: "payment.succeeded", created, data: { object } };
}

const now = Math.floor(Date.now() / 1000);
const forged = {
  "no signature": undefined,
  "an empty one": "",
  "one that is no signature": "hello",
  "a made-up one": `t=${now},v1=${"0".repeat(64)}`,
  "one from an hour ago": `t=${now - 3600},v1=${"a".repeat(64)}`,
};

for (const [what, signature] of Object.entries(forged)) {
  test(`a webhook with ${what} is refused and has no effect`, async () => {
    const headers = signature === undefined ? {} : { "Sandbox-Signature": signature };
    const answer = await api.send("POST", "/webhooks/sandbox", { body: notice(), headers });
    await problemOf(answer, 400);
    const { items } = await api.list<Payment>(`/payments?invoice_id=${payment.invoice_id}`);
    expect(items.map(({ status }) => status)).toEqual(["pending"]);
    expect((await api.get<Schema<"BalanceRead">>("/balance")).balance.amount).toBe(0);
  });
}
