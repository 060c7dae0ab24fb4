import { defineConfig } from "vitest/config";
import { bundledYaml } from "./scripts/vite-bundled-yaml.mjs";

// Fixed place and language: no test may depend on the machine's. Set here, before the worker threads start.
process.env.TZ = "UTC";
process.env.LC_ALL = "en_US.UTF-8";

/** `npm run test:long` runs what takes minutes, and only that. */
const long = process.env.QUADRANT_LONG === "1";
const LONG_FILES = "**/*.long.test.ts";

/** `npm run check` leaves out what runs whole simulations by the hundred; `npm test` does not. */
const quick = process.env.QUADRANT_QUICK === "1";
const WHOLE_RUNS = [
  "test/properties/**",
  "test/theory/**",
  "test/published/**",
  "test/drills/**",
  "test/conformance/runs.test.ts",
  "src/cli/bench/**",
];

const UI = "src/ui/**/*.test.{ts,tsx}";
const excluded = ["test/e2e/**", "node_modules/**", ...(long ? [] : [LONG_FILES]), ...(quick ? WHOLE_RUNS : [])];

/** Everything that needs no browser: unit, architecture, conformance, theory, property, golden and vector tests. */
export default defineConfig({
  plugins: [bundledYaml()],
  test: {
    environment: "node",
    pool: "threads",
    maxWorkers: "100%",
    testTimeout: long ? 900_000 : 30_000,
    // A hook may import everything anew, which takes a busy machine long.
    hookTimeout: 60_000,
    projects: [
      // Below the page nothing keeps state in its module, so that files share what they import.
      {
        extends: true,
        test: {
          name: "engine",
          isolate: false,
          include: long ? [LONG_FILES] : ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...excluded, UI],
        },
      },
      // Stores of the page live in their modules: each file has its own.
      ...(long ? [] : [{ extends: true as const, test: { name: "page", include: [UI], exclude: excluded } }]),
    ],
  },
});
