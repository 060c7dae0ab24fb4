import { defineConfig } from "vitest/config";

// Fixed place and language: no test may depend on the machine's. Set here, before the worker threads start.
process.env.TZ = "UTC";
process.env.LC_ALL = "en_US.UTF-8";

/** `npm run test:long` runs what takes minutes, and only that. */
const long = process.env.QUADRANT_LONG === "1";
const LONG_FILES = "**/*.long.test.ts";

/** Everything that needs no browser: unit, architecture, conformance, theory, property, golden and vector tests. */
export default defineConfig({
  test: {
    include: long ? [LONG_FILES] : ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    exclude: ["test/e2e/**", "node_modules/**", ...(long ? [] : [LONG_FILES])],
    environment: "node",
    pool: "threads",
    testTimeout: long ? 900_000 : 30_000,
  },
});
