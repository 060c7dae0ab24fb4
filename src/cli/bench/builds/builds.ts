import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fail, ok } from "../../../base/result.ts";
import type { Result } from "../../../base/result.ts";
import { runToEnd } from "./child-usage.ts";

/** A checkout whose command line and page can be run; `name` is how a report calls it. */
export type Build = { readonly root: string; readonly name: string };

const BIN = join("bin", "quadrant.mjs");
const LOCK = "package-lock.json";

/** The program of a build that a person starts; it builds what is missing first. */
export const binOf = (build: Build): string => join(build.root, BIN);

/** The checkout that this program belongs to. */
export function thisRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, BIN))) return folder;
    if (dirname(folder) === folder) throw new Error("The bench does not stand in a checkout of Quadrant.");
  }
}

/** The commit that a ref names in the repository of `root`, or a sentence on why there is none. */
export async function commitOf(root: string, ref: string): Promise<Result<string, string>> {
  const named = await git(root, ["rev-parse", "--quiet", "--verify", "--end-of-options", `${ref}^{commit}`]);
  if (named.ok) return ok(named.value.trim());
  const inside = await git(root, ["rev-parse", "--git-dir"]);
  if (!inside.ok) return fail("--against compares with another commit, and this folder is no git repository.");
  return fail(`git knows no commit "${ref}". Give a branch, a tag or a commit of this repository.`);
}

/** The checkout as it stands, with what is not committed yet. */
export async function describeHere(root: string): Promise<Build> {
  const head = await git(root, ["rev-parse", "--short", "HEAD"]);
  if (!head.ok) return { root, name: "this folder" };
  const changes = await git(root, ["status", "--porcelain"]);
  const changed = changes.ok && changes.value.trim() !== "";
  return { root, name: `${head.value.trim()}${changed ? " with changes" : ""}` };
}

/**
 * Checks a commit out into `folder` and gives it packages: those of `root` where both lock the same ones, else its own. A sentence
 * where that fails. The repository does not notice: the copy borrows its objects and nothing is written to it.
 */
export async function checkOut(root: string, commit: string, folder: string, tell: (line: string) => void): Promise<Result<Build, string>> {
  const cloned = await git(root, ["clone", "--quiet", "--shared", "--no-checkout", root, folder]);
  if (!cloned.ok) return cloned;
  const out = await git(folder, ["checkout", "--quiet", "--detach", commit]);
  if (!out.ok) return out;
  const build = { root: folder, name: commit.slice(0, 7) };
  if (!existsSync(binOf(build))) return fail(`${build.name} has no ${BIN}, so it cannot be run.`);
  if (readFileSync(join(root, LOCK), "utf8") === readFileSync(join(folder, LOCK), "utf8")) {
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    return ok(build);
  }
  tell(`${build.name} locks other packages: installing them aside …`);
  const installed = await npm(folder, ["ci", "--prefer-offline", "--no-audit", "--no-fund"]);
  return installed.ok ? ok(build) : installed;
}

/** Makes the command line of a build by starting it once, so that no measured run has to. */
export async function makeCommandLine(build: Build, tell: (line: string) => void): Promise<Result<null, string>> {
  const { code, err } = await runToEnd(process.execPath, [binOf(build), "scenarios"], build.root);
  for (const line of err.split("\n")) if (line.trim() !== "") tell(`${build.name}: ${line}`);
  return code === 0 ? ok(null) : fail(`The command line of ${build.name} does not run; the reason is above.`);
}

function git(cwd: string, argv: readonly string[]): Promise<Result<string, string>> {
  return outputOf("git", argv, cwd);
}

/** npm as it was started with, which is a file of Node; else the one on the path. */
function npm(cwd: string, argv: readonly string[]): Promise<Result<string, string>> {
  const program = process.env.npm_execpath;
  return program?.endsWith("js") === true ? outputOf(process.execPath, [program, ...argv], cwd) : outputOf("npm", argv, cwd);
}

async function outputOf(command: string, argv: readonly string[], cwd: string): Promise<Result<string, string>> {
  try {
    const { code, out, err } = await runToEnd(command, argv, cwd);
    return code === 0 ? ok(out) : fail(`${command} ${argv[0]} failed: ${lastLine(err) || `it ended with ${code}`}`);
  } catch (error) {
    return fail(`${command} does not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
