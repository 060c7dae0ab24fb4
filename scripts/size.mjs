// Two budgets, gzipped: the script and style the page starts with, and all the script a first visit goes on to load by itself
// (the quadrants, the results, the scenario). What a person has to ask for (SQL, editors, charts, palette) counts in neither.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./fresh-build.mjs";

const BUDGET_BYTES = { script: 200 * 1024, style: 20 * 1024, firstVisit: 430 * 1024 };

/** Modules the page imports on its own as soon as it stands. */
const FIRST_VISIT = [
  "src/ui/notes/NotesQuadrant.tsx",
  "src/ui/schema/SchemaQuadrant.tsx",
  "src/ui/system/SystemQuadrant.tsx",
  "src/ui/canvas/Canvas.tsx",
  "src/ui/api/ApiQuadrant.tsx",
  "src/ui/results/ResultsDock.tsx",
  "src/scenario/scenario-of.ts",
];

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

const passed = [
  report("script the page starts with", scripts, BUDGET_BYTES.script),
  report("style the page starts with", styles, BUDGET_BYTES.style),
];
for (const key of FIRST_VISIT) {
  if (manifest[key]) collect(key);
  else {
    console.log(`${key} is no chunk of its own any more: bring FIRST_VISIT in scripts/size.mjs up to date`);
    passed.push(false);
  }
}
passed.push(report("script of a first visit", scripts, BUDGET_BYTES.firstVisit));
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
  console.log(`${what}: ${kib(total)} gzip of ${kib(budget)} allowed${fits ? "" : "  OVER BUDGET"}`);
  for (const { file, bytes } of sizes.sort((a, b) => b.bytes - a.bytes)) console.log(`  ${kib(bytes).padStart(10)}  ${file}`);
  return fits;
}

/** @param {number} bytes */
function kib(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
