import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { bundledYaml } from "./scripts/vite-bundled-yaml.mjs";
import { OWN_MODULES } from "./test/support/own-modules.ts";

// Fixed place and language: no test may depend on the machine's. Set here, before the worker threads start.
process.env.TZ = "UTC";
process.env.LC_ALL = "en_US.UTF-8";

/** `npm run test:long` runs what takes minutes, and only that. */
const long = process.env.QUADRANT_LONG === "1";
const LONG_FILES = "**/*.long.test.ts";

/** `npm run check` leaves out what runs whole simulations by the hundred, and the few files beside those that take longest; `npm test` does not. */
const quick = process.env.QUADRANT_QUICK === "1";
const WHOLE_RUNS = [
  "test/properties/**",
  "test/theory/**",
  "test/published/**",
  "test/drills/**",
  "test/conformance/runs.test.ts",
  "test/hostile/hostile.test.ts",
  "src/cli/bench/**",
  "src/warehouse/duckdb-warehouse.test.ts",
  "src/trace/damaged-parquet.test.ts",
  "src/base/batched-histogram.test.ts",
  "src/catalogue/kinds/nifi/kind.test.ts",
  "src/catalogue/kinds/quicksight-spice/kind.test.ts",
];

const excluded = ["test/e2e/**", "node_modules/**", ...(long ? [] : [LONG_FILES]), ...(quick ? WHOLE_RUNS : [])];

/** Files of tests that take longest, as their folders say. */
const LONGEST = /\/test\/(properties|theory|published|drills|conformance|hostile)\//;

/** What takes long begins first, so that at the end no core waits for the last of them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification): number => (project.config.isolate ? 2 : LONGEST.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/** Everything that needs no browser: unit, architecture, conformance, theory, property, golden and vector tests. */
export default defineConfig({
  plugins: [bundledYaml()],
  test: {
    environment: "node",
    pool: "threads",
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    testTimeout: long ? 900_000 : 30_000,
    // A hook may import everything anew, which takes a busy machine long.
    hookTimeout: 60_000,
    projects: [
      // Files share what they import, where nothing of that keeps state in its module.
      {
        extends: true,
        test: {
          name: "shared",
          isolate: false,
          include: long ? [LONG_FILES] : ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
          exclude: [...excluded, ...OWN_MODULES],
        },
      },
      // Stores of the page live in their modules: each of these files has its own.
      ...(long ? [] : [{ extends: true as const, test: { name: "own modules", include: [...OWN_MODULES], exclude: excluded } }]),
    ],
  },
});
