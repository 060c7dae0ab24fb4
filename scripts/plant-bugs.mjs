// `node scripts/plant-bugs.mjs [how many] [first seed]`, or `again` for those that were missed: plants one small bug after the other in the engine, and runs the
// tests nearest to it. What no test catches is listed with its place. It changes files and puts them back, takes an hour,
// and no gate waits for it; test/planted holds what it said last.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./fresh-build.mjs";
import { tool } from "./steps.mjs";

const COUNT = Number(process.argv[2] ?? 50);
/** Where bugs are planted. */
const PLANTED = ["src/engine"];
/** Test files run for a bug: so many of the nearest, then up to so many, then those of whole runs, until one fails. */
const FIRST_STEP = 3;
const SECOND_STEP = 8;
/** Tests of whole runs, which come last whatever they import. */
const WHOLE = ["test/properties/conservation.test.ts"];
const LONGEST_MS = 240_000;

/** Each changes one place of a line; the line holds no text, so that what it says is never what is changed. @type {(readonly [RegExp, string])[]} */
const CHANGES = [
  [/ < /, " <= "],
  [/ <= /, " < "],
  [/ > /, " >= "],
  [/ >= /, " > "],
  [/ === /, " !== "],
  [/ !== /, " === "],
  [/ \+ /, " - "],
  [/ - /, " + "],
  [/ \* /, " / "],
  [/ \/ /, " * "],
  [/ && /, " || "],
  [/ \|\| /, " && "],
  [/Math\.min\(/, "Math.max("],
  [/Math\.max\(/, "Math.min("],
  [/\btrue\b/, "false"],
  [/\bfalse\b/, "true"],
  [/\+\+/, "--"],
  [/ \+= /, " -= "],
  [/ -= /, " += "],
  [/^(\s*)continue;$/, "$1;"],
  [/ 0;$/, " 1;"],
  [/ 1;$/, " 2;"],
];

/** @param {number} seed */
function draws(seed) {
  let state = (seed * 2654435761) >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * below);
  };
}

/** @param {string} folder */
const filesOf = (folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll(path.sep, "/")}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .toSorted();

const isTest = (/** @type {string} */ name) => /\.test\.tsx?$/.test(name);
const read = (/** @type {string} */ name) => readFileSync(path.join(ROOT, name), "utf8");

const everything = [...filesOf("src"), ...filesOf("test").filter((name) => !name.startsWith("test/e2e/"))];
/** Who imports a file, types left out. @type {Map<string, string[]>} */
const importers = new Map();
for (const name of everything)
  for (const [, from] of read(name).matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"?]+)"/gm)) {
    const target = path.posix.join(path.posix.dirname(name), from);
    importers.set(target, [...(importers.get(target) ?? []), name]);
  }

/** Tests in the order of how far they are from a file. @param {string} file */
function nearest(file) {
  const far = new Map([[file, 0]]);
  for (const [name, distance] of far) for (const by of importers.get(name) ?? []) if (!far.has(by)) far.set(by, distance + 1);
  const own = file.replace(/\.tsx?$/, ".test.ts");
  const folder = path.posix.dirname(file);
  // Its own test, those of its room, then by how many files lie between.
  const rank = (/** @type {string} */ name) =>
    name === own ? -2 : path.posix.dirname(name) === folder ? -1 : (far.get(name) ?? Number.POSITIVE_INFINITY);
  const tests = everything.filter((name) => isTest(name) && isNear(name) && rank(name) < Number.POSITIVE_INFINITY);
  return tests.toSorted((a, b) => rank(a) - rank(b));
}

/** Long ones, those of the page and what WHOLE has anyway are left out. @param {string} name */
function isNear(name) {
  return !name.includes(".long.") && !/^(test\/published|src\/cli\/bench|src\/ui|src\/scenario)\//.test(name) && !WHOLE.includes(name);
}

/** Where a change can be made: lines that do something and say nothing. @param {string} file */
function placesIn(file) {
  let inComment = false;
  return read(file)
    .split("\n")
    .flatMap((line, at) => {
      if (line.includes("/*")) inComment = true;
      const passed = inComment || /^\s*(\/\/|import|export type|type |readonly |\*)/.test(line) || /["'`]|=> void|assert\(/.test(line);
      if (line.includes("*/")) inComment = false;
      if (passed) return [];
      return CHANGES.flatMap(([from], change) => (from.test(line) ? [{ at, change }] : []));
    });
}

/** Whether a test fails with the file as it is now, and which files were run. @param {string} file */
function caughtBy(file) {
  const near = nearest(file);
  for (const some of [near.slice(0, FIRST_STEP), near.slice(FIRST_STEP, SECOND_STEP), WHOLE]) {
    if (some.length === 0) continue;
    const args = [tool("vitest/vitest.mjs"), "run", "--bail=1", "--project=shared", "--reporter=json", ...some];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", timeout: LONGEST_MS, maxBuffer: 1 << 28 });
    if (status !== 0) return { caught: true, by: firstFailed(stdout) };
  }
  return { caught: false, by: "" };
}

/** Of a run that was ended at the first failure, whose other files count as failed too. @param {string} stdout */
function firstFailed(stdout) {
  try {
    /** @type {{ testResults: { name: string, assertionResults: { status: string }[] }[] }} */
    const { testResults } = JSON.parse(stdout.slice(stdout.indexOf("{")));
    const failed = testResults.find(({ assertionResults }) => assertionResults.some(({ status }) => status === "failed"));
    return failed === undefined ? "a test that did not end" : path.relative(ROOT, failed.name).replaceAll(path.sep, "/");
  } catch {
    return "a test that did not end";
  }
}

/** Plants one bug, runs the tests, and puts the file back. @param {string} file @param {number} at @param {string} is */
function tried(file, at, is) {
  const whole = read(file);
  const lines = whole.split("\n");
  const was = lines[at];
  lines[at] = is;
  const putBack = () => writeFileSync(path.join(ROOT, file), whole);
  process.once("SIGINT", putBack);
  try {
    writeFileSync(path.join(ROOT, file), lines.join("\n"));
    const { caught, by } = caughtBy(file);
    console.log(`${caught ? "caught" : "MISSED"} ${file}:${at + 1}  ${was.trim()}  ->  ${is.trim()}  ${by}`);
    return { file, was: was.trim(), is: is.trim(), caught, by };
  } finally {
    putBack();
    process.removeListener("SIGINT", putBack);
  }
}

/** @typedef {{ file: string, was: string, is: string, caught: boolean, by: string, since?: string }} Bug */

/** Those that were missed once more: what tests that came since say of them. @param {Bug[]} bugs */
function again(bugs) {
  return bugs.map((bug) => {
    const at = read(bug.file)
      .split("\n")
      .findIndex((line) => line.trim() === bug.was);
    if (bug.caught || at < 0) return bug;
    const { caught, by } = tried(bug.file, at, bug.is);
    return caught ? { ...bug, since: by } : bug;
  });
}

/** @returns {Bug[]} */
function fresh() {
  const files = PLANTED.flatMap(filesOf).filter((name) => !isTest(name));
  const bugs = [];
  for (let seed = Number(process.argv[3] ?? 1); bugs.length < COUNT; seed++) {
    const draw = draws(seed);
    const file = files[draw(files.length)];
    const places = placesIn(file);
    if (places.length === 0) continue;
    const { at, change } = places[draw(places.length)];
    const [from, to] = CHANGES[change];
    bugs.push(tried(file, at, read(file).split("\n")[at].replace(from, to)));
  }
  return bugs;
}

const RECORD = path.join(ROOT, "test/planted/planted.json");
const bugs = process.argv[2] === "again" ? again(JSON.parse(readFileSync(RECORD, "utf8"))) : fresh();
writeFileSync(RECORD, `${JSON.stringify(bugs, null, 1)}\n`);
const caught = bugs.filter((bug) => bug.caught).length;
console.log(`${caught} of ${bugs.length} planted bugs caught, ${((100 * caught) / bugs.length).toFixed(0)} %`);
