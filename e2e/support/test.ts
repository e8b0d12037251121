import { test as base, expect } from "@playwright/test";
import { watch } from "./pageErrors";
import { enter, newCustomer, newStaff, type Person } from "./people";
import { deleteServices } from "./services";

interface Fixtures {
  /** Fails a test during which the panel broke: script errors, refused content, answers of 5xx. */
  pageErrors: undefined;
  /** A verified customer of their own with 1 000 roubles, signed in to the browser. */
  customer: Person;
  /** The worker's customer, signed in to the browser: for what leaves no trace. */
  visitor: Person;
}

interface WorkerFixtures {
  /** One who owns nothing and does nothing, for every read-only test of this worker. */
  guest: Person;
  /** An owner of the installation whom no other worker is, signed in to the API only. */
  admin: Person;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  pageErrors: [
    async ({ context }, use) => {
      const expectNoPageErrors = watch(context);
      await use(undefined);
      expectNoPageErrors();
    },
    { auto: true },
  ],
  customer: async ({ context }, use) => {
    const person = await newCustomer("Вера Тестова", 100_000);
    await enter(context, person);
    await use(person);
    await deleteServices(person.api);
  },
  visitor: async ({ context, guest }, use) => {
    await enter(context, guest);
    await use(guest);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern.
  guest: [async ({}, use) => use(await newCustomer("Вера Гостья")), { scope: "worker" }],
  admin: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern.
    async ({}, use) => use(await newStaff("Глеб Хозяинов", "owner")),
    { scope: "worker" },
  ],
});

export { expect };
