import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RandomCase } from "./random-designs.ts";

/** A case that failed once, made small: the drawing itself, as what a seed draws changes with the registry. */
export type Regression = { readonly was: string; readonly trial: RandomCase };

const FILE = path.join(import.meta.dirname, "regressions.json");

export const REGRESSIONS = JSON.parse(readFileSync(FILE, "utf8")) as readonly Regression[];

export function keepRegression(was: string, trial: RandomCase): void {
  const known = JSON.parse(readFileSync(FILE, "utf8")) as readonly Regression[];
  if (known.some((kept) => JSON.stringify(kept.trial) === JSON.stringify(trial))) return;
  writeFileSync(FILE, `${JSON.stringify([...known, { was, trial }], null, 1)}\n`);
}
