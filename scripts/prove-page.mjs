// `npm run prove:page -- <scenario...> [--seeds 3] [--designs a,b]`: the built page in Chromium proves scenarios as `quadrant prove` does on
// the command line. Every bundled design is opened by the page's own menu and run on every seed; its goals must come out as the
// scenario declares, the page must say so, and the run it keeps must equal what `quadrant run --json` prints, byte by byte.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { parse } from "yaml";
import { LAUNCH_FLAGS, resolveBrowser } from "./browser.mjs";
import { APP, CLI, ensureBuilt, ROOT } from "./fresh-build.mjs";
import { serve } from "./serve.mjs";

/** @typedef {{ name: string, title: string, role: string, failsGoals: string[] }} Declared */
/** @typedef {{ id: string, title: string, designs: Declared[] }} Scenario */
/** @typedef {{ id: string, pass: boolean, actual: number | null }} Goal */
/** @typedef {{ status: string, result: { engine: { seed: number }, verdict: { goals: Goal[] }, tables: object } }} Kept */

const PORT = 4300;
const RUN_MS = 600_000;
/** A proof may run beside other work, for hours: what is slow is no fault here. */
const SLOW_MACHINE_MS = 300_000;
const DIFFERENCES_TOLD = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: "string", default: "3" }, designs: { type: "string" } },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const only = values.designs?.split(",");

await ensureBuilt(APP, (line) => console.error(line));
await ensureBuilt(CLI, (line) => console.error(line));
const server = await serve({ folder: path.join(ROOT, "dist"), port: PORT });
const browser = await chromium.launch({ executablePath: (await resolveBrowser()).path, args: LAUNCH_FLAGS });
let [designs, held] = [0, 0];
for (const id of positionals) {
  const scenario = scenarioOf(id);
  for (const design of scenario.designs.filter(({ name }) => only === undefined || only.includes(name))) {
    const problems = await proveDesign(scenario, design);
    designs += 1;
    if (problems.length === 0) held += 1;
    const missed = design.failsGoals.length === 0 ? "all goals met" : `missed: ${design.failsGoals.join(", ")}`;
    console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${id} @${design.name} (${design.role}), seeds ${seeds.join(", ")}: ${missed}`);
    for (const problem of problems) console.log(`     ${problem}`);
  }
}
await browser.close();
server.close();
console.log(`${held} of ${designs} designs hold in the page on ${seeds.length} seeds, with the figures of the command line.`);
process.exitCode = designs > 0 && held === designs ? 0 : 1;

/** @param {string} id @returns {Scenario} */
function scenarioOf(id) {
  return { id, ...parse(readFileSync(path.join(ROOT, "scenarios", id, "scenario.yaml"), "utf8")) };
}

/** @param {Scenario} scenario @param {Declared} design @returns {Promise<string[]>} */
async function proveDesign(scenario, design) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US", timezoneId: "UTC" });
  context.setDefaultTimeout(SLOW_MACHINE_MS);
  const page = await context.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on("pageerror", ({ message }) => problems.push(`a script failed: ${message}`));
  try {
    await openDesign(page, scenario, design);
    for (const seed of seeds) {
      const printed = commandLine(scenario.id, design.name, seed);
      const { kept, said } = await runSeed(page, seed);
      problems.push(...judge(design, kept, said).map((problem) => `seed ${seed}: ${problem}`));
      const unequal = differences(comparable(kept.result), comparable(await printed), "result");
      if (unequal.length > 0)
        problems.push(
          `seed ${seed}: ${unequal.length} figures differ from the command line's: ${unequal.slice(0, DIFFERENCES_TOLD).join("; ")}`,
        );
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  await context.close();
  return problems;
}

/** Opens a design by the menu of prompts: others than the first begin with their starter. @param {import("@playwright/test").Page} page @param {Scenario} scenario @param {Declared} design */
async function openDesign(page, scenario, design) {
  await page.goto(server.url);
  await page.getByRole("region", { name: "Goals" }).getByRole("listitem").first().waitFor();
  const start = page.getByTitle(/ · /).first();
  const inForce = (await start.getAttribute("title"))?.startsWith(`${scenario.title} · `) === true;
  if (!inForce) await choose(page, scenario.title, /^Starter/);
  await page.getByTitle(new RegExp(`^${escaped(scenario.title)} · `)).waitFor();
  await choose(page, scenario.title, new RegExp(`^${escaped(design.title)}`));
  await page.getByTitle(new RegExp(`^${escaped(scenario.title)} · `)).waitFor();
  await page.getByText(`${scenario.title}: ${design.title} opened.`).waitFor({ state: "attached" });
}

/** @param {import("@playwright/test").Page} page @param {string} title @param {RegExp} item */
async function choose(page, title, item) {
  await page.getByTitle(/ · /).first().click();
  const entry = page.getByRole("menuitem", { name: new RegExp(`^${escaped(title)}`) });
  await entry.hover();
  await entry.press("ArrowRight");
  await page.getByRole("menuitem", { name: item }).first().click();
}

/** Runs the open design on a seed to its end: the run as the browser keeps it, and the word the page has for each goal. @param {import("@playwright/test").Page} page @param {number} seed */
async function runSeed(page, seed) {
  const bar = page.getByRole("region", { name: "Run", exact: true });
  const field = bar.getByRole("textbox", { name: /^Seed/ });
  await field.fill(String(seed));
  await field.press("Enter");
  await bar.getByRole("button", { name: /^Run( again| changes)?$/ }).click();
  const kept = await keptRun(page, seed);
  await bar.getByRole("button", { name: "Run again" }).waitFor();
  const said = await page.getByRole("region", { name: "Goals" }).getByRole("listitem").allInnerTexts();
  return { kept, said };
}

/** The run of a seed, once the browser has kept it, which it does right after its end. @param {import("@playwright/test").Page} page @param {number} seed @returns {Promise<Kept>} */
async function keptRun(page, seed) {
  const giveUpAt = performance.now() + RUN_MS;
  while (performance.now() < giveUpAt) {
    const text = await page.evaluate(
      (wanted) =>
        new Promise((resolve, reject) => {
          const documentId = (localStorage.getItem("quadrant.document") ?? "").split(" ")[0] ?? "";
          const opening = indexedDB.open("quadrant-runs", 1);
          opening.onupgradeneeded = () => opening.transaction?.abort();
          opening.onerror = () => resolve(null);
          opening.onsuccess = () => {
            const all = opening.result
              .transaction("runs")
              .objectStore("runs")
              .getAll(IDBKeyRange.bound([documentId], [documentId, []]));
            all.onerror = () => reject(new Error("the kept runs could not be read"));
            all.onsuccess = () => {
              opening.result.close();
              const found = all.result.find(({ result }) => result.engine.seed === wanted);
              resolve(found === undefined ? null : JSON.stringify(found));
            };
          };
        }),
      seed,
    );
    if (text !== null) return JSON.parse(/** @type {string} */ (text));
    await page.waitForTimeout(500);
  }
  throw new Error(`the browser has not kept the run of seed ${seed}`);
}

/** @param {Declared} design @param {Kept} kept @param {string[]} said @returns {string[]} */
function judge(design, kept, said) {
  if (kept.status !== "finished") return [`the run ended as ${kept.status}`];
  const { goals } = kept.result.verdict;
  if (said.length !== goals.length) return [`the page shows ${said.length} goals, and ${goals.length} were judged`];
  return goals.flatMap(({ id, pass, actual }, place) => {
    const wanted = !design.failsGoals.includes(id);
    const shown = /\bmet\b/.test(said[place] ?? "");
    return [
      ...(pass === wanted ? [] : [`${id} is ${pass ? "met, though declared as missed" : "missed"} (${actual})`]),
      ...(pass === shown ? [] : [`${id} is ${pass ? "met" : "missed"}, and the page says "${(said[place] ?? "").replaceAll("\n", " ")}"`]),
    ];
  });
}

/** @param {string} scenario @param {string} design @param {number} seed @returns {Promise<object>} */
function commandLine(scenario, design, seed) {
  const args = ["bin/quadrant.mjs", "run", "--scenario", scenario, "--design", `@${design}`, "--seed", String(seed), "--json"];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ chunk) => (printed += chunk));
  // Exit code 1 says that a goal was missed; the result is printed all the same.
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 || code === 1 ? resolve(JSON.parse(printed)) : reject(new Error(`quadrant run ended with ${code}`)),
    );
  });
}

/**
 * Everything but the time it took, and single requests: they are a table where somebody may ask for it, as in the page, and none on
 * the command line without `--tables`. @param {{ tables?: object }} result @returns {unknown}
 */
function comparable(result) {
  return JSON.parse(JSON.stringify({ ...result, timing: undefined, tables: { ...result.tables, requests: undefined } }));
}

/** Where two results differ, by the way to it, with both values. @param {unknown} one @param {unknown} other @param {string} where @returns {string[]} */
function differences(one, other, where) {
  if (Object.is(one, other)) return [];
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return [`${where} ${JSON.stringify(one)} and ${JSON.stringify(other)}`];
  const [a, b] = [/** @type {Record<string, unknown>} */ (one), /** @type {Record<string, unknown>} */ (other)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => differences(a[key], b[key], `${where}.${key}`));
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
