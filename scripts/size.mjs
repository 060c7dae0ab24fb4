// The budget of the first screen: what index.html loads before anything is asked for, gzipped.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./fresh-build.mjs";

const BUDGET_BYTES = { script: 200 * 1024, style: 20 * 1024 };

/** @typedef {{ file: string, src?: string, isEntry?: boolean, imports?: string[], css?: string[] }} Chunk */

const dist = path.join(ROOT, "dist");
const manifestFile = path.join(dist, ".vite", "manifest.json");
if (!existsSync(manifestFile)) {
  console.error("There is no build to measure: run `npm run build` first.");
  process.exit(1);
}
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
const scripts = new Set();
const styles = new Set();
for (const key of Object.keys(manifest)) if (manifest[key]?.isEntry) collect(key);

const passed = [report("script", scripts, BUDGET_BYTES.script), report("style", styles, BUDGET_BYTES.style)];
if (passed.includes(false)) process.exitCode = 1;

/** Static imports only: what is imported on demand is not on the first screen. @param {string} key */
function collect(key) {
  const chunk = manifest[key];
  if (!chunk || scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  for (const file of chunk.css ?? []) styles.add(file);
  for (const imported of chunk.imports ?? []) collect(imported);
}

/** @param {string} what @param {Set<string>} files @param {number} budget */
function report(what, files, budget) {
  const sizes = [...files].map((file) => ({ file, bytes: gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const fits = total <= budget;
  console.log(`first screen, ${what}: ${kib(total)} gzip of ${kib(budget)} allowed${fits ? "" : "  OVER BUDGET"}`);
  for (const { file, bytes } of sizes.sort((a, b) => b.bytes - a.bytes)) console.log(`  ${kib(bytes).padStart(10)}  ${file}`);
  return fits;
}

/** @param {number} bytes */
function kib(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
