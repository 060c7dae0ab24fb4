#!/usr/bin/env node
// The command line. Builds it first when its sources are newer, and says so on stderr: stdout carries only results.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CLI, ensureBuilt } from "../scripts/fresh-build.mjs";

const entry = new URL("../dist-cli/quadrant.mjs", import.meta.url);
try {
  await ensureBuilt(CLI, (line) => process.stderr.write(`${line}\n`));
  if (!existsSync(fileURLToPath(entry))) throw new Error("The command line is missing from dist-cli: remove that folder and try again.");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
await import(entry.href);
