import { test as base, expect } from "@playwright/test";

/**
 * Every journey also promises: no request leaves for another origin, the content policy refuses nothing, no script fails.
 * What breaks the promise is collected during the journey and fails it at its end.
 */
export const test = base.extend<{ promises: void; ownHosts: boolean; planted: string; keptOffline: boolean }>({
  /** The journey serves pages of its own beside the one that all are given, on other ports of this machine. */
  ownHosts: [false, { option: true }],
  /** Words of an error that the journey itself throws, which is none of the page's. */
  planted: ["", { option: true }],
  /**
   * The page keeps itself for use without a network, as it does for every visitor. In most journeys it is as if the browser never
   * came to it: fetching and storing all files once more for each fresh visitor takes longer than many a journey.
   */
  keptOffline: [false, { option: true }],
  promises: [
    async ({ context, baseURL, ownHosts, planted, keptOffline }, use) => {
      const broken: string[] = [];
      const home = new URL(baseURL as string).origin;
      context.on("request", (request) => {
        const url = request.url();
        const isHome = ownHosts ? new URL(url).hostname === new URL(home).hostname : url.startsWith(`${home}/`);
        const isLocal = isHome || /^(blob|data|about):/.test(url);
        if (!isLocal) broken.push(`a request left the page: ${request.method()} ${url}`);
      });
      context.on("console", (message) => {
        const isPlanted = planted !== "" && message.text().includes(planted);
        if (message.type() === "error" && !isPlanted) broken.push(`an error on the console: ${message.text()}`);
      });
      context.on("weberror", (error) => {
        const { message } = error.error();
        if (planted === "" || !message.includes(planted)) broken.push(`a script failed: ${message}`);
      });
      await context.exposeFunction("reportPolicyViolation", (what: string) => {
        broken.push(`the content policy refused ${what}`);
      });
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          const page = window as unknown as { reportPolicyViolation(what: string): void };
          page.reportPolicyViolation(`${event.violatedDirective} ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
        });
      });
      if (!keptOffline)
        await context.addInitScript(() => {
          if ("serviceWorker" in navigator) navigator.serviceWorker.register = () => new Promise(() => undefined);
        });
      await use();
      expect(broken).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
