// `npm start`: builds if needed, serves the app on loopback, prints the address, opens it where a desktop exists.
// Options: `--no-open`, `--strict-port`; PORT sets the first port to try.
import { spawn } from "node:child_process";
import path from "node:path";
import { APP, ensureBuilt, ROOT } from "./fresh-build.mjs";
import { serve } from "./serve.mjs";

const DEFAULT_PORT = 4173;

try {
  await ensureBuilt(APP, (line) => console.log(line));
  const port = portFrom(process.env.PORT);
  const { url } = await serve({ folder: path.join(ROOT, "dist"), port, strictPort: process.argv.includes("--strict-port") });
  console.log(`Quadrant is at ${url} (Ctrl+C stops it)`);
  if (!process.argv.includes("--no-open")) openInBrowser(url);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {string | undefined} text */
function portFrom(text) {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`PORT is "${text}": give a whole number from 1 to 65535.`);
}

/** @param {string} url */
function openInBrowser(url) {
  const command = openerOf(url);
  if (command === null) return;
  const child = spawn(command[0], command.slice(1), { stdio: "ignore", detached: true });
  // No opener on this machine: the printed address is enough.
  child.on("error", () => undefined);
  child.unref();
}

/** @param {string} url @returns {[string, ...string[]] | null} */
function openerOf(url) {
  if (process.env.CI) return null;
  if (process.platform === "darwin") return ["open", url];
  if (process.platform === "win32") return ["cmd", "/c", "start", "", url];
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return ["xdg-open", url];
  return null;
}
