import { defineConfig } from "vitest/config";

// Fixed place and language: no test may depend on the machine's. Set here, before the worker threads start.
process.env.TZ = "UTC";
process.env.LC_ALL = "en_US.UTF-8";

/** Everything that needs no browser: unit, architecture, conformance, theory, property, golden and vector tests. */
export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    exclude: ["test/e2e/**", "node_modules/**"],
    environment: "node",
    pool: "threads",
    testTimeout: 30_000,
  },
});
