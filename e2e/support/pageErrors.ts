import { type BrowserContext, expect } from "@playwright/test";
import { stack } from "./environment";

/** The browser says so of every 4xx and of a missing network; both belong to some tests. */
const ofTheNetwork = /^Failed to load resource/;
/** A frame that runs no scripts refuses those of Playwright as well. */
const ofTheSandbox = /^Blocked script execution in 'about:(blank|srcdoc)'/;

/**
 * Watch everything shown in a context. The returned function fails the test when the panel broke
 * since it was last called: script errors, refused content, answers of 5xx.
 */
export function watch(context: BrowserContext): () => void {
  const broken: string[] = [];
  context.on("weberror", (failure) => broken.push(`${failure.error().stack}`));
  context.on("console", (line) => {
    const expected = ofTheNetwork.test(line.text()) || ofTheSandbox.test(line.text());
    if (line.type() === "error" && !expected) broken.push(line.text());
  });
  context.on("response", (answer) => {
    const ours = answer.url().startsWith(stack.panel);
    if (ours && answer.status() >= 500) broken.push(`${answer.status()} ${answer.url()}`);
  });
  return () => expect(broken.splice(0), "what broke in the panel meanwhile").toEqual([]);
}
