import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import { LAUNCH_FLAGS, resolveBrowser } from "./scripts/browser.mjs";

// Worker processes load this file too: what was found and chosen once is handed to them by environment.
process.env.BROWSER_PATH ??= (await resolveBrowser()).path;
process.env.QUADRANT_TEST_PORT ??= String(await freePort());
const url = `http://127.0.0.1:${process.env.QUADRANT_TEST_PORT}/`;

/** Journeys in a real browser against the built app, served as `npm start` serves it. */
export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results",
  // One more than the cores that are counted on: a journey waits for timers and for its browser again and again.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  // Continuous integration shares its two cores with others; at home a journey has to pass at once.
  retries: process.env.CI ? 1 : 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: process.env.QUADRANT_JSON_REPORT ? [["dot"], ["json", { outputFile: process.env.QUADRANT_JSON_REPORT }]] : [["list"]],
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    locale: "en-US",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.BROWSER_PATH, args: LAUNCH_FLAGS },
  },
  webServer: {
    command: "node scripts/start.mjs --no-open --strict-port",
    env: { PORT: process.env.QUADRANT_TEST_PORT },
    url,
    timeout: 180_000,
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : 4174));
    });
  });
}
