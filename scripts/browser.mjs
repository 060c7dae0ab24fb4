// Finds the browser the tests drive, in the order README promises, and never skips: it ends with a browser or one sentence.
// Run directly it prints what it found.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { lock, ROOT } from "./fresh-build.mjs";

/** @typedef {{ path: string, version: string, from: string }} Browser */

/** Flags under which every one of these browsers starts, in a container too. */
export const LAUNCH_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

const COMMANDS = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
  "chrome",
  "msedge",
];

/** @returns {Promise<Browser>} */
export async function resolveBrowser() {
  const asked = process.env.BROWSER_PATH;
  if (asked) {
    const browser = tryBrowser(asked, "BROWSER_PATH");
    if (browser) return browser;
    throw new Error(`BROWSER_PATH is "${asked}", which does not start: point it at a Chromium, Chrome or Edge, or unset it.`);
  }
  const found = installed() ?? playwrightCache() ?? (await fromPackage()) ?? fromApt();
  if (found) return found;
  throw new Error("No Chromium, Chrome or Edge was found and none could be obtained: install one, or set BROWSER_PATH to one.");
}

/** @returns {Browser | null} */
function installed() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const onPath = COMMANDS.flatMap((name) =>
    folders.map((folder) => path.join(folder, process.platform === "win32" ? `${name}.exe` : name)),
  );
  return firstOf([...onPath, ...usualPlaces()], "installed");
}

function usualPlaces() {
  if (process.platform === "darwin") {
    const names = ["Google Chrome", "Chromium", "Microsoft Edge"];
    return ["/Applications", path.join(os.homedir(), "Applications")].flatMap((folder) =>
      names.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (process.platform === "win32") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
      .map((name) => process.env[name] ?? "")
      .filter((root) => root !== "");
    return roots.flatMap((root) => [
      path.join(root, "Google", "Chrome", "Application", "chrome.exe"),
      path.join(root, "Microsoft", "Edge", "Application", "msedge.exe"),
      path.join(root, "Chromium", "Application", "chrome.exe"),
    ]);
  }
  return ["/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge"];
}

/** @returns {Browser | null} */
function playwrightCache() {
  const homes = { darwin: "Library/Caches", win32: "AppData/Local", linux: ".cache" };
  const fallback = path.join(os.homedir(), homes[/** @type {keyof typeof homes} */ (process.platform)] ?? ".cache", "ms-playwright");
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH ?? fallback;
  if (!existsSync(folder)) return null;
  const versions = readdirSync(folder)
    .filter((name) => name.startsWith("chromium-"))
    .sort((a, b) => Number(b.slice("chromium-".length)) - Number(a.slice("chromium-".length)));
  const inside = [
    "chrome-linux64/chrome",
    "chrome-linux/chrome",
    "chrome-win64/chrome.exe",
    "chrome-win/chrome.exe",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
  ];
  return firstOf(
    versions.flatMap((version) => inside.map((file) => path.join(folder, version, file))),
    "Playwright's cache",
  );
}

/** The Chromium inside an npm package; unpacked once, aside and then renamed. @returns {Promise<Browser | null>} */
async function fromPackage() {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const manifest = path.join(ROOT, "node_modules", "@sparticuz", "chromium", "package.json");
  if (!existsSync(manifest)) return null;
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  const folder = path.join(ROOT, "node_modules", ".cache", `chromium-${version}`);
  const binary = path.join(folder, "chromium");
  const release = await lock("chromium");
  try {
    if (!existsSync(binary)) await unpack(folder);
  } finally {
    release();
  }
  // The package brings NSS, expat and fonts beside the binary, for systems that have none.
  process.env.LD_LIBRARY_PATH = [path.join(folder, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  process.env.FONTCONFIG_FILE ??= fontConfiguration(folder);
  return tryBrowser(binary, "the npm package @sparticuz/chromium");
}

/** The package's own font configuration looks for its fonts where Lambda has them. @param {string} folder */
function fontConfiguration(folder) {
  const file = path.join(folder, "fonts.conf");
  const folders = ["/usr/share/fonts", "/usr/local/share/fonts", path.join(folder, "fonts")];
  const lines = [...folders.map((each) => `  <dir>${each}</dir>`), `  <cachedir>${path.join(folder, "fonts-cache")}</cachedir>`];
  writeFileSync(file, ['<?xml version="1.0"?>', "<fontconfig>", ...lines, "</fontconfig>", ""].join("\n"));
  return file;
}

/** @param {string} folder */
async function unpack(folder) {
  const aside = `${folder}.unpacking`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  // It unpacks into the temporary folder, and its libraries only where it believes to be on Lambda; both are read at import.
  const before = { ...process.env };
  process.env.TMPDIR = aside;
  process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x";
  try {
    const entry = createRequire(path.join(ROOT, "package.json")).resolve("@sparticuz/chromium");
    const { default: chromium } = await import(pathToFileURL(entry).href);
    await chromium.executablePath();
  } finally {
    restore("TMPDIR", before.TMPDIR);
    restore("AWS_EXECUTION_ENV", before.AWS_EXECUTION_ENV);
    restore("LD_LIBRARY_PATH", before.LD_LIBRARY_PATH);
    restore("FONTCONFIG_PATH", before.FONTCONFIG_PATH);
  }
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(aside, folder);
  } catch {
    cpSync(aside, folder, { recursive: true });
  }
}

/** @param {string} name @param {string | undefined} value */
function restore(name, value) {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** @returns {Browser | null} */
function fromApt() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return null;
  console.error("No browser found: installing Debian's chromium (about two minutes) …");
  const apt = (/** @type {string[]} */ ...args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    return spawnSync("apt-get", args, { stdio: ["ignore", 2, 2], env }).status === 0;
  };
  if (!apt("install", "-y", "chromium") && !(apt("update") && apt("install", "-y", "chromium"))) return null;
  return tryBrowser("/usr/bin/chromium", "apt-get install chromium");
}

/** @param {string[]} candidates @param {string} from @returns {Browser | null} */
function firstOf(candidates, from) {
  for (const candidate of candidates) {
    const browser = existsSync(candidate) ? tryBrowser(candidate, from) : null;
    if (browser) return browser;
  }
  return null;
}

/** A browser counts only when it answers with its version: some distributions install a stub. @param {string} file @param {string} from @returns {Browser | null} */
function tryBrowser(file, from) {
  if (!existsSync(file)) return null;
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === "win32") return { path: file, version: "version unknown", from };
  try {
    const version = execFileSync(file, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 20_000 }).trim();
    return version === "" ? null : { path: file, version, from };
  } catch {
    return null;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const browser = await resolveBrowser();
    console.log(`${browser.version} (${browser.from}): ${browser.path}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
