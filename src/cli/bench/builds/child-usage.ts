import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What a process took, threads and all: processor time of its own and of the system on its behalf, and its largest memory. */
export type ChildUsage = { readonly cpuMs: number; readonly peakBytes: number };

/** A process of Node that has ended, and what it took. */
export type MeasuredChild = { readonly code: number | null; readonly out: string; readonly err: string; readonly usage: ChildUsage };

const USAGE_FILE = "QUADRANT_BENCH_USAGE";
/**
 * Loaded before the program: writes what the process took when it ends. Threads load it too, but only the process knows all.
 * Plain text, as any version of Node that a build runs on must take it.
 */
const PRELOAD = `import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
const file = process.env.${USAGE_FILE};
delete process.env.${USAGE_FILE};
if (isMainThread && file) process.on("exit", () => writeFileSync(file, JSON.stringify(process.resourceUsage())));
`;

/** Runs a file of Node with arguments and measures the process; `folder` takes what the measuring needs. */
export async function runMeasured(folder: string, cwd: string, argv: readonly string[]): Promise<MeasuredChild> {
  const preload = join(folder, "usage.mjs");
  const file = join(folder, "usage.json");
  writeFileSync(preload, PRELOAD);
  writeFileSync(file, "");
  const ended = await runToEnd(process.execPath, ["--import", pathToFileURL(preload).href, ...argv], cwd, { [USAGE_FILE]: file });
  return { ...ended, usage: parseUsage(readFileSync(file, "utf8")) };
}

/** Reads what the preload wrote: microseconds and KiB. */
export function parseUsage(text: string): ChildUsage {
  const { userCPUTime: user, systemCPUTime: system, maxRSS } = usageOf(text);
  if (user === undefined || system === undefined || maxRSS === undefined) throw new Error("The process ended without saying what it took.");
  return { cpuMs: (user + system) / 1000, peakBytes: maxRSS * 1024 };
}

function usageOf(text: string): Partial<NodeJS.ResourceUsage> {
  try {
    return JSON.parse(text) as Partial<NodeJS.ResourceUsage>;
  } catch {
    return {};
  }
}

/** A process run to its end, with all it wrote. */
export function runToEnd(
  command: string,
  argv: readonly string[],
  cwd: string,
  env: { readonly [name: string]: string } = {},
): Promise<Omit<MeasuredChild, "usage">> {
  const child = spawn(command, argv, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("utf8");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out: textOf(out), err: textOf(err) }));
  });
}
