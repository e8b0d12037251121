import { test as base, expect } from "@playwright/test";
import { stack } from "./environment";
import { demo, demoPerson, enter, newCustomer, type Person } from "./people";
import { deleteServices } from "./services";

interface Fixtures {
  /** Fails a test during which the panel broke: script errors, refused content, answers of 5xx. */
  soundness: undefined;
  /** A verified customer of their own with 1 000 roubles, signed in to the browser. */
  customer: Person;
  /** The demo customer, signed in to the browser: for what leaves no trace. */
  visitor: Person;
  /** The owner, signed in to the API only. */
  admin: Person;
}

/** The browser says so of every 4xx and of a missing network; both belong to some tests. */
const ofTheNetwork = /^Failed to load resource/;

export const test = base.extend<Fixtures>({
  soundness: [
    async ({ context }, use) => {
      const broken: string[] = [];
      context.on("weberror", (failure) => broken.push(`${failure.error().stack}`));
      context.on("console", (line) => {
        if (line.type() === "error" && !ofTheNetwork.test(line.text())) broken.push(line.text());
      });
      context.on("response", (answer) => {
        const ours = answer.url().startsWith(stack.panel);
        if (ours && answer.status() >= 500) broken.push(`${answer.status()} ${answer.url()}`);
      });
      await use(undefined);
      expect(broken, "what broke in the panel meanwhile").toEqual([]);
    },
    { auto: true },
  ],
  customer: async ({ context }, use) => {
    const person = await newCustomer("Вера Тестова", 100_000);
    await enter(context, person);
    await use(person);
    await deleteServices(person.api);
  },
  visitor: async ({ context }, use) => {
    const person = await demoPerson(demo.customer);
    await enter(context, person);
    await use(person);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern.
  admin: async ({}, use) => use(await demoPerson(demo.admin)),
});

export { expect };
