import { expect } from "@playwright/test";
import type { Api, Schema } from "./api";

export type Order = Schema<"OrderRead">;
export type Service = Schema<"ServiceRead">;

/** Order a container by the hour (the cheapest there is); `plan` and `image` are slugs. */
export async function placeOrder(
  api: Api,
  hostname: string,
  { plan = "start", image = "static-site" } = {},
): Promise<Order> {
  const catalog = await api.get<Schema<"CatalogRead">>("/public/catalog");
  const wanted = catalog.products.flatMap(({ plans }) => plans).find(({ slug }) => slug === plan);
  const body = {
    plan_id: wanted?.id,
    price_id: wanted?.prices.find(({ period }) => period === "hour")?.id,
    image_id: catalog.images.find(({ slug }) => slug === image)?.id,
    hostname,
  };
  return api.post<Order>("/orders", { body });
}

export async function payFromBalance(api: Api, order: Order): Promise<void> {
  await api.post(`/invoices/${order.invoice_id}/actions/pay`, { body: { method: "balance" } });
}

/** Order, pay from the balance and wait for the service to reach a state. */
export async function deploy(
  api: Api,
  hostname: string,
  {
    until = "active",
    ...choice
  }: { until?: Service["status"]; plan?: string; image?: string } = {},
): Promise<Service> {
  const order = await placeOrder(api, hostname, choice);
  await payFromBalance(api, order);
  return serviceOf(api, order.id, until);
}

/** Wait until the order's service is in this state. */
export async function serviceOf(
  api: Api,
  orderId: string,
  status: Service["status"],
): Promise<Service> {
  let service: Service | undefined;
  await expect
    .poll(
      async () => {
        const { service_id: id } = await api.get<Order>(`/orders/${orderId}`);
        if (id) service = await api.get<Service>(`/services/${id}`);
        return service?.status;
      },
      { message: `the service of order ${orderId}`, timeout: 60_000 },
    )
    .toBe(status);
  return service as Service;
}

/** Delete what a person runs, so that the node has room for the next test. */
export async function deleteServices(api: Api, hostname = ""): Promise<void> {
  await api.signInAgain();
  const remaining = async () => {
    const { items } = await api.list<Service>(`/services?size=200&q=${hostname}`);
    const left = items.filter(({ status }) => status !== "deleting");
    for (const service of left) await api.send("DELETE", `/services/${service.id}`);
    return left.length;
  };
  await expect.poll(remaining, { message: "services that cannot be deleted" }).toBe(0);
}
