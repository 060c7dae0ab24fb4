import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComparedRow } from "./builds/against.ts";
import type { Build } from "./builds/builds.ts";
import { runOnce } from "./builds/one-run.ts";
import { ratiosOf, spreadOf, turnsOf } from "./builds/paired.ts";
import type { Spread } from "./builds/paired.ts";
import { ratingsCsv, tapsCsv } from "./traces.ts";
import type { TraceSize } from "./traces.ts";

type SparseCase = TraceSize & {
  readonly id: string;
  readonly scenario: string;
  readonly design: string;
  readonly csvOf: (seed: number, size: TraceSize) => string;
};

const SEED = 1;
const CASES: readonly SparseCase[] = [
  { id: "taps", scenario: "ios-engagement", design: "druid", events: 25_000, days: 60, csvOf: tapsCsv },
  { id: "ratings", scenario: "spotify-recommendations", design: "streaming", events: 100_000, days: 215, csvOf: ratingsCsv },
];

/** What few events over long spans cost, and what the same design takes for as many of them within one day. */
export type SparseCost = {
  readonly row: string;
  readonly events: number;
  readonly days: number;
  /** Processor time of the process, median of the rounds. */
  readonly cpuMs: number;
  readonly denseCpuMs: number;
  /** The long span to the one day, round by round. */
  readonly ratio: Spread;
};

/** The traces over their whole spans, through the designs that they are for. */
export function sparseRows(folder: string): ComparedRow[] {
  return CASES.map((each) => ({ row: nameOf(each), argvOf: () => argvOf(folder, each, each.days) }));
}

/** This build alone: the long span and one day in turns. */
export async function timeSparse(folder: string, build: Build, rounds: number): Promise<SparseCost[]> {
  const costs: SparseCost[] = [];
  for (const each of CASES) {
    const cpuMs: { readonly old: number[]; readonly new: number[] } = { old: [], new: [] };
    for (const side of turnsOf(rounds)) {
      const ran = await runOnce(folder, build, argvOf(folder, each, side === "old" ? 1 : each.days));
      if (!ran.ok) throw new Error(`${nameOf(each)}: ${ran.error}`);
      cpuMs[side].push(ran.value.usage.cpuMs);
    }
    const { events, days } = each;
    const middle = { cpuMs: spreadOf(cpuMs.new).median, denseCpuMs: spreadOf(cpuMs.old).median };
    costs.push({ row: nameOf(each), events, days, ...middle, ratio: ratiosOf(cpuMs) });
  }
  return costs;
}

const nameOf = ({ scenario, design }: SparseCase): string => `${scenario} @${design}`;

/** Writes the trace, which is the same whoever runs it, and names it to `quadrant run`. */
function argvOf(folder: string, { id, scenario, design, events, csvOf }: SparseCase, days: number): string[] {
  const file = join(folder, `${id}-${days}.csv`);
  writeFileSync(file, csvOf(SEED, { events, days }));
  return ["--scenario", scenario, "--design", `@${design}`, "--seed", `${SEED}`, "--events", file];
}
