import { spawn } from "node:child_process";
import path from "node:path";
import { ROOT } from "./fresh-build.mjs";

/** @typedef {{ name: string, args: string[], env?: Record<string, string>, live?: boolean }} Step */

/** The file Node runs for a tool of node_modules. @param {string} file */
export const tool = (file) => path.join(ROOT, "node_modules", file);

/**
 * Runs one step with this Node and prints a line about it; a step that fails prints all it said.
 * @param {Step} step `live` lets its output through as it comes
 * @returns {Promise<boolean>}
 */
export async function runStep({ name, args, env = {}, live = false }) {
  const began = performance.now();
  if (live) console.log(`…    ${name}`);
  // Output that is captured, or goes into a log, is shown without colour codes.
  const plain = process.stdout.isTTY && live ? {} : { NO_COLOR: "1" };
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...plain, ...process.env, ...env },
    stdio: ["ignore", live ? "inherit" : "pipe", live ? "inherit" : "pipe"],
  });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const passed = await new Promise((resolve) => {
    child.on("error", (error) => {
      output += `${error.message}\n`;
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });
  console.log(`${passed ? "ok  " : "FAIL"} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (!passed && output.trim() !== "") console.log(`${output.trimEnd()}\n`);
  return passed;
}
