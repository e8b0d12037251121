/**
 * How fast pages open on a phone: a cold cache, 150 ms a round trip, 1.6 Mbit/s, a quarter of the processor.
 * Several addresses are measured in turn, so that what else the machine does falls on all alike.
 *
 *   node measure/phone.ts --url http://localhost:8000 [--url …] [--page /panel …] [--runs 9]
 *     [--email … --password …]   who opens what needs a session; the demo customer when not given
 */
import { parseArgs } from "node:util";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";

const { values: given } = parseArgs({
  options: {
    url: { type: "string", multiple: true, default: ["http://localhost:8000"] },
    page: { type: "string", multiple: true, default: ["/panel", "/panel/services", "/sign-in"] },
    runs: { type: "string", default: "9" },
    email: { type: "string", default: "demo@hostwright.local" },
    password: { type: "string", default: "" },
    waterfall: { type: "boolean", default: false },
  },
});

const latencyMs = 150;
const downloadBytes = (1.6 * 1024 * 1024) / 8;
const uploadBytes = (750 * 1024) / 8;
const processorShare = 4;
const settleMs = 1500;

interface Figures {
  firstPaint: number;
  firstContentfulPaint: number;
  largestContentfulPaint: number;
  shift: number;
  firstAnswer: number;
  lastAnswer: number;
  requests: number;
  kibibytes: number;
}

const names = Object.keys({
  firstPaint: 0,
  firstContentfulPaint: 0,
  largestContentfulPaint: 0,
  shift: 0,
  firstAnswer: 0,
  lastAnswer: 0,
  requests: 0,
  kibibytes: 0,
} satisfies Figures) as (keyof Figures)[];

async function signedIn(context: BrowserContext, url: string): Promise<void> {
  const answer = await context.request.post(`${url}/api/v1/auth/token`, {
    headers: { "X-Refresh-Transport": "cookie", Origin: url },
    form: { grant_type: "password", username: given.email, password: given.password },
  });
  if (!answer.ok()) throw new Error(`no session: ${answer.status()} ${await answer.text()}`);
}

async function throttle(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: latencyMs,
    downloadThroughput: downloadBytes,
    uploadThroughput: uploadBytes,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: processorShare });
}

/** Runs in the page before anything else: what has happened is asked for at the end. */
function observe(): void {
  const seen = { largest: 0, element: "", shift: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { element } = entry as PerformanceEntry & { element?: Element };
      seen.largest = entry.startTime;
      seen.element = `${element?.tagName}.${element?.className}: ${element?.textContent?.slice(0, 50)}`;
    }
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

function figures(): Figures & { element: string; waterfall: string[] } {
  const { seen } = globalThis as unknown as {
    seen: { largest: number; element: string; shift: number };
  };
  const paint = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? 0;
  const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const answers = files
    .filter(({ name, responseEnd }) => name.includes("/api/") && responseEnd > 0)
    .map(({ responseEnd }) => responseEnd);
  const bytes = files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  return {
    firstPaint: paint("first-paint"),
    firstContentfulPaint: paint("first-contentful-paint"),
    largestContentfulPaint: seen.largest,
    shift: seen.shift,
    firstAnswer: Math.min(...answers),
    lastAnswer: Math.max(...answers),
    requests: files.length + 1,
    kibibytes: bytes / 1024,
    element: seen.element,
    waterfall: files.map(
      ({ name, startTime, responseEnd, encodedBodySize }) =>
        `${startTime.toFixed(0).padStart(6)} ${responseEnd.toFixed(0).padStart(6)} ${String(encodedBodySize).padStart(7)} ${new URL(name).pathname}`,
    ),
  };
}

async function open(browser: Browser, url: string, path: string) {
  const context = await browser.newContext({
    viewport: { width: 412, height: 823 },
    deviceScaleFactor: 1.75,
    isMobile: true,
    hasTouch: true,
    locale: "ru-RU",
    ignoreHTTPSErrors: true,
  });
  try {
    if (/^\/(panel|admin)/.test(path)) await signedIn(context, url);
    const page = await context.newPage();
    await page.addInitScript(observe);
    await throttle(page);
    await page.goto(url + path, { waitUntil: "load", timeout: 60_000 });
    await page.waitForFunction(
      () => document.querySelector("h1") && !document.querySelector("main .sk, body > .sk"),
      undefined,
      { timeout: 60_000 },
    );
    await page.waitForTimeout(settleMs);
    return await page.evaluate(figures);
  } finally {
    await context.close();
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const rounded = (name: keyof Figures, value: number) => value.toFixed(name === "shift" ? 3 : 0);

const program = process.env.E2E_CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({
  executablePath: program,
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
});
for (const path of given.page) {
  const found = new Map(given.url.map((url) => [url, [] as Awaited<ReturnType<typeof open>>[]]));
  for (let run = 0; run < Number(given.runs); run += 1) {
    for (const url of given.url) found.get(url)?.push(await open(browser, url, path));
  }
  for (const [url, runs] of found) {
    const shown = names.map(
      (name) => `${name} ${rounded(name, median(runs.map((run) => run[name])))}`,
    );
    console.log(`${url}${path} (n=${runs.length}): ${shown.join(", ")}`);
    console.log(`  largest: ${runs.at(-1)?.element}`);
    if (given.waterfall) console.log(runs.at(-1)?.waterfall.join("\n"));
  }
}
await browser.close();
