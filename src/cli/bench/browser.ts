import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KernelSpeed } from "./measure.ts";
import { timeKernel } from "./measure.ts";

export type BrowserSpeed = {
  readonly title: string;
  readonly nodePerSecond: number;
  readonly browserPerSecond: number;
  readonly ratio: number;
};

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const GIVE_UP_AFTER_MS = 180_000;
const WORKER = "bench-kernel.mjs";

/**
 * The engine of the kernel networks in a worker of Chromium against the same in Node, both by the wall; a sentence when that
 * cannot be had here.
 */
export async function timeBrowser(records: number, rounds: number): Promise<readonly BrowserSpeed[] | string> {
  const browser = findBrowser();
  if (browser === null) return "No Chromium was found on the path, so nothing was measured in a browser.";
  const folder = fileURLToPath(new URL(".", import.meta.url));
  if (!existsSync(join(folder, WORKER))) return "The command line is not bundled, so its worker cannot be handed to a browser.";
  const node = timeKernel(records, rounds, () => performance.now());
  const measured = await measureIn(browser, folder, `records=${records}&rounds=${rounds}`);
  if (typeof measured === "string") return measured;
  return node.flatMap(({ id, title, enginePerSecond }) => {
    const other = measured.find((speed) => speed.id === id);
    if (other === undefined) return [];
    const { enginePerSecond: browserPerSecond } = other;
    return [{ title, nodePerSecond: enginePerSecond, browserPerSecond, ratio: browserPerSecond / enginePerSecond }];
  });
}

function findBrowser(): string | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter))
    for (const name of NAMES) if (folder !== "" && existsSync(join(folder, name))) return join(folder, name);
  return null;
}

/** Hands the worker's files to a browser that this process starts, and waits for its answer. */
async function measureIn(browser: string, folder: string, query: string): Promise<readonly KernelSpeed[] | string> {
  const profile = mkdtempSync(join(tmpdir(), "quadrant-bench-"));
  let answered: (speeds: readonly KernelSpeed[]) => void = () => {};
  const answer = new Promise<readonly KernelSpeed[]>((resolve) => {
    answered = resolve;
  });
  const server = createServer((request, response) => serve(request, response, folder, query, answered));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`];
  const child = spawn(browser, [...flags, `http://127.0.0.1:${port}/`], { stdio: "ignore" });
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(`The browser did not start: ${error.message}.`));
    child.on("exit", () => resolve("The browser ended before it had answered."));
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("The browser did not answer within three minutes."), GIVE_UP_AFTER_MS);
  });
  try {
    return await Promise.race([answer, ended, late]);
  } finally {
    clearTimeout(timer);
    child.kill();
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  query: string,
  answered: (speeds: readonly KernelSpeed[]) => void,
): void {
  const path = (request.url ?? "/").split("?")[0].slice(1);
  if (request.method === "POST") {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.end();
      answered(JSON.parse(Buffer.concat(chunks).toString("utf8")) as KernelSpeed[]);
    });
  } else if (path === "") {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><script type="module">new Worker("/${WORKER}?${query}", { type: "module" })</script>`);
  } else if (/^[A-Za-z0-9._-]+\.mjs$/.test(path) && existsSync(join(folder, path))) {
    response.setHeader("Content-Type", "text/javascript");
    response.end(readFileSync(join(folder, path)));
  } else {
    response.statusCode = 404;
    response.end();
  }
}
