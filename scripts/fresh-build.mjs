import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const CACHE = path.join(ROOT, "node_modules", ".cache", "quadrant");

/**
 * What a build reads and writes. `stamp` is written into the output folder when a build has succeeded; its time is when
 * that build began, so an edit made during a build counts as newer.
 * @typedef {{ name: string, inputs: string[], stamp: string, config: string }} Target
 */

/** @type {Target} */
export const APP = {
  name: "app",
  inputs: ["src", "scenarios", "public", "scripts", "index.html", "vite.config.ts", "package-lock.json", "tsconfig.json"],
  stamp: "dist/.built",
  config: "vite.config.ts",
};

/** @type {Target} */
export const CLI = {
  name: "command line",
  inputs: ["src", "scenarios", "vite.cli.config.ts", "scripts/vite-bundled-yaml.mjs", "package-lock.json", "tsconfig.json"],
  stamp: "dist-cli/.built",
  config: "vite.cli.config.ts",
};

/**
 * Builds unless what is there is newer than everything it was made from. Two processes that ask at once build once.
 * @param {Target} target
 * @param {(line: string) => void} log gets Vite's output and one line about what was done
 */
export async function ensureBuilt(target, log) {
  if (isFresh(target)) return;
  const release = await lock(target.name.replaceAll(" ", "-"));
  try {
    if (isFresh(target)) return;
    const began = new Date();
    log(`building the ${target.name} …`);
    await viteBuild(target, log);
    const stamp = path.join(ROOT, target.stamp);
    writeFileSync(stamp, "");
    utimesSync(stamp, began, began);
    log(`built the ${target.name} in ${((Date.now() - began.getTime()) / 1000).toFixed(1)} s`);
  } finally {
    release();
  }
}

/** @param {Target} target */
function isFresh(target) {
  const stamp = path.join(ROOT, target.stamp);
  if (!existsSync(stamp)) return false;
  const builtAt = statSync(stamp).mtimeMs;
  return target.inputs.every((input) => newestMs(path.join(ROOT, input)) <= builtAt);
}

/** Newest change below a path; folders count too, so that a deleted or renamed file is seen. @param {string} at @returns {number} */
function newestMs(at) {
  const stat = statSync(at, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(at).reduce((newest, name) => Math.max(newest, newestMs(path.join(at, name))), stat.mtimeMs);
}

/** @param {Target} target @param {(line: string) => void} log @returns {Promise<void>} */
function viteBuild(target, log) {
  const vite = path.join(ROOT, "node_modules", "vite", "bin", "vite.js");
  if (!existsSync(vite)) throw new Error("The packages are not installed: run `npm ci` first.");
  const child = spawn(process.execPath, [vite, "build", "--config", target.config, "--logLevel", "warn"], {
    cwd: ROOT,
    env: { NO_COLOR: "1", ...process.env },
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (output.trim() !== "") log(output.trim());
      if (code === 0) resolve();
      else reject(new Error(`The ${target.name} could not be built; the reason is above.`));
    });
  });
}

/**
 * Waits for its turn; a lock whose owner has died is taken over.
 * @param {string} name @returns {Promise<() => void>}
 */
export async function lock(name) {
  mkdirSync(CACHE, { recursive: true });
  const file = path.join(CACHE, `${name}.lock`);
  for (;;) {
    try {
      const handle = openSync(file, "wx");
      writeFileSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
      if (!ownerLives(file)) rmSync(file, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** @param {string} file */
function ownerLives(file) {
  try {
    const owner = Number(readFileSync(file, "utf8"));
    // An empty file: its owner is between creating it and writing its number.
    if (owner === 0) return Date.now() - statSync(file).mtimeMs < 2_000;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
