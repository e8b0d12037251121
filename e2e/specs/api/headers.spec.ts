import { stack } from "../../support/environment";
import { expect, test } from "../../support/test";

test("pages carry the security headers", async ({ request }) => {
  for (const path of ["/", "/en/plans", "/sign-in", "/panel", "/admin"]) {
    const headers = (await request.get(path)).headers();
    expect(headers["content-security-policy"], path).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"], path).not.toContain("unsafe-inline");
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["referrer-policy"], path).toBeTruthy();
  }
});

test("API answers are neither cached nor framed", async ({ request }) => {
  const headers = (await request.get("/api/v1/me")).headers();
  expect(headers["cache-control"]).toContain("no-store");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-request-id"]).toBeTruthy();
  expect(headers.server ?? "").not.toMatch(/\d/);
});

test("the OpenAPI document describes every operation", async ({ request }) => {
  const document = await (await request.get("/api/v1/openapi.json")).json();
  expect(document.openapi).toMatch(/^3\.1/);
  const operations = Object.values<Record<string, { operationId?: string; summary?: string }>>(
    document.paths,
  ).flatMap((path) => Object.values(path));
  expect(operations.length).toBeGreaterThan(40);
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(operations.length);
  expect(operations.filter(({ summary }) => !summary)).toEqual([]);
});

test("no address of the API answers with a page or a stack trace", async ({ request }) => {
  for (const path of ["/api/v1/nothing", "/api/v1/orders/not-an-id", "/api/v1/../v2"]) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBeGreaterThanOrEqual(400);
    expect(answer.status(), path).toBeLessThan(500);
    expect(await answer.text(), path).not.toContain("Traceback");
  }
  const broken = await request.post("/api/v1/auth/verify", {
    headers: { "Content-Type": "application/json" },
    data: Buffer.from("{ not json"),
  });
  expect(broken.status()).toBe(422);
  expect(broken.headers()["content-type"]).toBe("application/problem+json");
});

test("files of the panel are kept for good, its pages are asked for again", async ({ request }) => {
  const html = await (await request.get("/panel")).text();
  const script = /\/assets\/[^"']+\.js/.exec(html)?.[0] ?? "";
  const headers = (await request.get(script)).headers();
  expect(headers["cache-control"]).toContain("immutable");
  expect((await request.get(stack.panel)).headers()["cache-control"]).toContain("no-cache");
});
