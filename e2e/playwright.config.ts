import { defineConfig } from "@playwright/test";
import { required } from "./support/environment";

/** The stack is started by `just e2e`, which says through the environment where things are. */
export default defineConfig({
  testDir: "./specs",
  outputDir: "./test-results",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // Files run side by side, each worker with people of its own; what stops a node, takes its
  // ports or looks at the whole installation waits until nobody else is there.
  projects: [
    { name: "together", testIgnore: ["ops/**", "hoster/**"] },
    { name: "alone", testMatch: "ops/**", dependencies: ["together"], workers: 1 },
  ],
  use: {
    baseURL: required("E2E_BASE_URL"),
    locale: "ru-RU",
    timezoneId: "Europe/Moscow",
    viewport: { width: 1440, height: 900 },
    // Pictures of every frame cost as much as the tests; the snapshots of the page tell more.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: {
      ...(process.env.E2E_CHROMIUM ? { executablePath: process.env.E2E_CHROMIUM } : {}),
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    },
  },
});
