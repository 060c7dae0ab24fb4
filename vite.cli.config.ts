import { existsSync } from "node:fs";
import { defineConfig } from "vite";
import { bundledYaml } from "./scripts/vite-bundled-yaml.mjs";

const runWorker = "src/cli/run-worker.ts";
/** Handed to a browser by the bench, so it may import nothing from packages. */
const benchKernel = "src/cli/bench/kernel-worker.ts";

/** The command line, bundled so that plain Node 20 runs it. Packages stay in node_modules. */
export default defineConfig({
  plugins: [bundledYaml()],
  publicDir: false,
  build: {
    ssr: true,
    target: "node20",
    outDir: process.env.QUADRANT_CLI_OUT ?? "dist-cli",
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      // Reading the scenarios is most of what there is to do.
      checks: { pluginTimings: false },
      input: { quadrant: "src/cli/main.ts", "bench-kernel": benchKernel, ...(existsSync(runWorker) ? { "run-worker": runWorker } : {}) },
      output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
    },
  },
});
