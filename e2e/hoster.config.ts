import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

/** One installation, empty at first, then restored beside: `just test hoster` runs one half after the other. */
export default defineConfig({
  ...base,
  workers: 1,
  timeout: 150_000,
  use: { ...base.use, actionTimeout: 15_000 },
  projects: [
    { name: "hoster", testMatch: "hoster/opens.spec.ts" },
    { name: "restored", testMatch: "hoster/restored.spec.ts" },
  ],
});
