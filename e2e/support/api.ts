import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import type { components } from "../../frontend/src/api/schema.gen";
import { stack } from "./environment";

export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
export type Problem = Schema<"Problem">;

/** What a list answers. */
export interface Listed<Item> {
  items: Item[];
  total: number;
}

interface Wish {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form instead of JSON. */
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

/** Shorter than a token lives, and than a sign-in counts as proof of who one is (5 minutes). */
const freshMs = 4 * 60_000;

/** The public API, as a program of a third party would call it. */
export class Api {
  private signIn: (() => Promise<string>) | null = null;
  private signedIn = 0;

  constructor(private token: string | null = null) {}

  /** Sign in by the password grant; this is done again before the token is old. */
  static async signIn(email: string, password: string): Promise<Api> {
    const form = { grant_type: "password", username: email, password };
    const api = new Api();
    api.signIn = async () => {
      const token = await new Api().post<Schema<"TokenRead">>("/auth/token", { form });
      return token.access_token;
    };
    await api.stayFresh();
    return api;
  }

  private async stayFresh(): Promise<void> {
    if (!this.signIn || Date.now() < this.signedIn + freshMs) return;
    this.token = await this.signIn();
    this.signedIn = Date.now();
  }

  /** Prove anew who one is, after a test let the last proof age. */
  async signInAgain(): Promise<void> {
    this.signedIn = 0;
    await this.stayFresh();
  }

  /** Send a request and return the answer, whatever its status. */
  async send(method: string, path: string, wish: Wish = {}): Promise<Response> {
    await this.stayFresh();
    const headers: Record<string, string> = { ...wish.headers };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (wish.body !== undefined) headers["Content-Type"] = "application/json";
    const body = wish.form ? new URLSearchParams(wish.form) : JSON.stringify(wish.body);
    const given = wish.form || wish.body !== undefined ? { body } : {};
    return fetch(`${stack.panel}/api/v1${path}`, { method, headers, ...given });
  }

  /** Read one thing; anything but a success fails the test with the server's words. */
  async get<Answer>(path: string): Promise<Answer> {
    return read<Answer>(await this.send("GET", path), path);
  }

  /** Read a list. */
  async list<Item>(path: string): Promise<Listed<Item>> {
    return this.get<Listed<Item>>(path);
  }

  /** Make or change something; a POST gets an Idempotency-Key of its own. */
  async post<Answer>(path: string, wish: Wish = {}): Promise<Answer> {
    const headers = { "Idempotency-Key": randomUUID(), ...wish.headers };
    return read<Answer>(await this.send("POST", path, { ...wish, headers }), path);
  }
}

async function read<Answer>(response: Response, path: string): Promise<Answer> {
  const text = await response.text();
  expect(response.ok, `${path} answered ${response.status}: ${text}`).toBe(true);
  return (text ? JSON.parse(text) : undefined) as Answer;
}

/** Return the problem document of a refusal; fails when it is not one of this status and code. */
export async function problemOf(
  response: Response,
  status: number,
  code?: Schema<"ErrorCode">,
): Promise<Problem> {
  const text = await response.text();
  expect(response.status, text).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = JSON.parse(text) as Problem;
  if (code) expect(problem.code).toBe(code);
  return problem;
}
