import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { bundledYaml } from "./scripts/vite-bundled-yaml.mjs";
import { LICENCES, licences, licencesOfWorkers } from "./scripts/vite-licences.mjs";
import { offline } from "./scripts/vite-offline.mjs";
import { kindsWithoutEngine } from "./scripts/vite-page-kinds.mjs";
import { contentSecurityPolicy } from "./scripts/vite-policy.mjs";

/** The browser app. Relative base: dist works from any folder of any static host. */
export default defineConfig({
  base: "./",
  plugins: [bundledYaml(), kindsWithoutEngine(), react(), contentSecurityPolicy(), licences(), offline()],
  worker: { format: "es", plugins: () => [licencesOfWorkers()] },
  build: {
    target: "es2022",
    outDir: "dist",
    manifest: true,
    license: { fileName: LICENCES },
    // Inlined files would need a wider policy for what is now 'self'.
    assetsInlineLimit: 0,
    // The SQL engine is 34 MB of wasm and loads only when asked for; scripts/size.mjs holds the budget of the first screen.
    chunkSizeWarningLimit: 2_000,
  },
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1" },
});
