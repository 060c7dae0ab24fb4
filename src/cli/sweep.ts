import { nounFor } from "../base/counted-noun.ts";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { must } from "../base/assert.ts";
import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { designHash } from "../design/hash.ts";
import type { Design } from "../design/types.ts";
import { applySettings } from "../scenario/overrides.ts";
import { sweepFile, sweepRun } from "../scenario/sweep-file.ts";
import type { SweepFile, SweepHead } from "../scenario/sweep-file.ts";
import { gridPoints, gridProblem, parseShard, parseVary, sweepJobs } from "../scenario/sweep-grid.ts";
import type { Shard, Varied } from "../scenario/sweep-grid.ts";
import { mergeSweep, parseSweepPart } from "../scenario/sweep-merge.ts";
import type { NamedPart } from "../scenario/sweep-merge.ts";
import { scenarioHash } from "../simulate/read/scenario-hash.ts";
import { whyRefused } from "../simulate/run.ts";
import { ENGINE_VERSION } from "../simulate/read/version.ts";
import { argumentFinding, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish, PlacedFinding } from "./io.ts";
import type { LimitOptions } from "./runs/limits.ts";
import { several, wholeNumber, withLimitOptions, withNamedDesign } from "./options.ts";
import { outUnwritable, unwritableFile } from "./runs/out.ts";
import { MAX_SEED, placedRefusal, prepare } from "./run.ts";
import type { Prepared } from "./run.ts";
import { createRunPool } from "./runs/run-pool.ts";
import type { RunPool } from "./runs/run-pool.ts";
import { applySwaps } from "./swap.ts";
import { sweepTable } from "./sweep-table.ts";

type SweepOptions = {
  readonly scenario?: string;
  readonly design?: string;
  readonly vary: readonly string[];
  readonly seed?: number;
  readonly seeds: number;
  readonly set: readonly string[];
  readonly swap: readonly string[];
  readonly fault: readonly string[];
  readonly shard?: string;
  readonly merge?: readonly string[];
  readonly out?: string;
  readonly json?: true;
} & LimitOptions;

type Swept<T> = Result<T, readonly PlacedFinding[]>;

/** A part with 10,000 runs is about 20 MB. */
const MOST_PART_BYTES = 64 * 1024 ** 2;

export function registerSweep(program: Command, io: CommandIo, finish: Finish): void {
  withLimitOptions(program.command("sweep"))
    .description("run a design at every point of a grid of settings, on several seeds, on every core")
    .option("-s, --scenario <id or file>", "scenario; none for the design's own workload; taken from the design when left out")
    .argument("[design]", "file, link or @name: the same as --design")
    .option("-d, --design <file, link or @name>", "design; the scenario's starter when left out")
    .option(
      "--vary <path=a,b,c>",
      "values of a setting, for instance kafka.partitions=3,6,12, or kinds in the place of a part, warehouse=redshift,athena; may be repeated for a grid",
      several,
      [],
    )
    .option("--seed <n>", "first seed; the design's own when left out", wholeNumber(0, MAX_SEED))
    .option("--seeds <n>", "seeds for every point; the same for all of them", wholeNumber(1, 1000), 1)
    .option("--set <path=value>", "change a setting at every point; may be repeated", several, [])
    .option("--swap <part=kind>", "replace a part at every point; may be repeated", several, [])
    .option("--fault <spec>", "strike every run, as in run; may be repeated", several, [])
    .option("--shard <i/n>", "only the i-th of n parts, to be joined by --merge")
    .option("--merge <file...>", "join the parts of one sweep instead of running")
    .option("--out <file>", "write the sweep as JSON into this file")
    .option("--json", "print the content of the file instead of a table")
    .action(async (named: string | undefined, given: SweepOptions, command: Command) =>
      finish(await sweep(io, withNamedDesign(command, named, given), createRunPool())),
    );
}

/** Runs the grid or joins its parts. 1 when a run gave no result: whether goals hold is told, not judged. */
async function sweep(io: CommandIo, options: SweepOptions, pool: RunPool): Promise<ExitCode> {
  const unwritable = options.out === undefined ? null : unwritableFile(options.out);
  if (unwritable !== null) {
    printFindings(io, [unwritable]);
    return 2;
  }
  const swept = options.merge === undefined ? await runGrid(io, options, pool) : mergeFiles(options.merge);
  const written = swept.ok ? writeSweep(options, swept.value) : swept.error;
  if (!swept.ok || written.length > 0) {
    printFindings(io, written);
    return 2;
  }
  io.out(options.json === true ? textOf(swept.value) : sweepTable(swept.value));
  return swept.value.points.some(({ runs }) => runs.some((run) => "trouble" in run)) ? 1 : 0;
}

function textOf(swept: SweepFile): string {
  return JSON.stringify(swept, null, 1);
}

async function runGrid(io: CommandIo, options: SweepOptions, pool: RunPool): Promise<Swept<SweepFile>> {
  const grid = readGrid(options);
  if (!grid.ok) return grid;
  const prepared = await prepare(options);
  if (!prepared.ok) return prepared;
  const { vary, shard } = grid.value;
  const points = pointDesigns(prepared.value.design, vary);
  if (!points.ok) return points;
  const refused = refusedEverywhere(prepared.value, points.value, options);
  if (refused.length > 0) return fail(refused);
  for (const line of prepared.value.told) io.err(line);
  const head = headOf(prepared.value, options, vary);
  const jobs = sweepJobs(points.value.length, head.seeds, shard);
  const inputs = jobs.map(({ point, seed }) => ({
    design: must(points.value[point], "a design for every point"),
    scenario: prepared.value.scenario,
    seed,
    faults: prepared.value.faults,
    limits: options,
  }));
  const stride = Math.ceil(jobs.length / 100);
  const runs = await pool.gather(
    inputs,
    (outcome, index) => sweepRun(must(jobs[index], "a job for every run").seed, outcome),
    (done) => {
      if (done % stride === 0 || done === jobs.length) io.err(`${done} of ${jobs.length} ${nounFor(jobs.length, "run")}`);
    },
  );
  return ok(sweepFile(head, shard, jobs, runs));
}

function readGrid(options: SweepOptions): Swept<{ readonly vary: readonly Varied[]; readonly shard: Shard | null }> {
  const findings: PlacedFinding[] = [];
  const vary = options.vary.flatMap((text) => {
    const read = parseVary(text);
    if (!read.ok) findings.push(argumentFinding("--vary", "vary-syntax", read.error));
    return read.ok ? [read.value] : [];
  });
  if (vary.some(({ path }) => path === "seed"))
    findings.push(
      argumentFinding("--vary", "grid", "Every point is run on the same seeds. Say how many by --seeds, and the first by --seed."),
    );
  const shard = options.shard === undefined ? ok(null) : parseShard(options.shard);
  if (!shard.ok) findings.push(argumentFinding("--shard", "shard-syntax", shard.error));
  else if (shard.value !== null && options.out === undefined && options.json === undefined)
    findings.push(argumentFinding("--shard", "usage", "A part of a sweep is only of use in a file. Give --out FILE with --shard."));
  const problem = findings.length > 0 ? null : gridProblem(vary, options.seeds);
  if (problem !== null) findings.push(argumentFinding("--vary", "grid", problem));
  return findings.length > 0 || !shard.ok ? fail(findings) : ok({ vary, shard: shard.value });
}

/** The design of every point; a path that does not lead anywhere is told once, not at every point. */
function pointDesigns(design: Design, vary: readonly Varied[]): Swept<readonly Design[]> {
  const findings = new Map<string, PlacedFinding>();
  const designs = gridPoints(vary).flatMap((values) => {
    const typed = vary.map(({ path }, index) => ({ path, value: values[index] ?? "" }));
    const swapped = swapParts(
      design,
      typed.filter(({ path }) => isPart(design, path)),
    );
    const settings = typed.filter(({ path }) => !isPart(design, path)).map(({ path, value }) => `${path}=${value}`);
    const changed = swapped.ok ? applySettings(swapped.value, settings) : swapped;
    if (changed.ok) return [changed.value];
    for (const found of changed.error) {
      const where = found.code === "set-path" ? "" : found.where;
      findings.set(`${where} ${found.message}`, { ...found, where, file: "--vary" });
    }
    return [];
  });
  return findings.size > 0 ? fail([...findings.values()]) : ok(designs);
}

/** A path that is a part and no more is given kinds to put in its place. */
function isPart({ system }: Design, path: string): boolean {
  return system.parts.some(({ id }) => id === path);
}

/** The design with kinds in the places of parts; a part's own kind leaves it as it is. */
function swapParts(
  design: Design,
  swaps: readonly { readonly path: string; readonly value: string }[],
): Result<Design, readonly Finding[]> {
  const others = swaps.filter(({ path, value }) => design.system.parts.every(({ id, kind }) => id !== path || kind !== value));
  const swapped = applySwaps(
    design,
    others.map(({ path, value }) => `${path}=${value}`),
  );
  return swapped.ok ? ok(swapped.value.design) : swapped;
}

/** What refuses the run of every point, before any of them is run; nothing where one of them can run. */
function refusedEverywhere(prepared: Prepared, points: readonly Design[], options: SweepOptions): readonly PlacedFinding[] {
  const own = whyRefused(prepared);
  const refusals = new Map<string, Finding>();
  for (const design of points) {
    const refusing = whyRefused({ ...prepared, design });
    if (refusing.length === 0) return [];
    for (const found of refusing) refusals.set(found.message, found);
  }
  // What the design says by itself is its own fault, else it is that of the values.
  return [...refusals.values()].flatMap((found) =>
    found.where === "faults" || own.some(({ message }) => message === found.message)
      ? placedRefusal([found], options.design ?? "@starter")
      : [argumentFinding("--vary", found.code, found.message)],
  );
}

function headOf({ design, scenario }: Prepared, { seed, seeds, fault }: SweepOptions, vary: readonly Varied[]): SweepHead {
  return {
    engineVersion: ENGINE_VERSION,
    scenario: scenario?.id ?? "none",
    scenarioHash: scenarioHash(scenario),
    designHash: designHash(design),
    faults: fault,
    vary,
    seeds: Array.from({ length: seeds }, (_, index) => ((seed ?? design.seed) + index) % (MAX_SEED + 1)),
  };
}

function mergeFiles(files: readonly string[]): Swept<SweepFile> {
  const findings: PlacedFinding[] = [];
  const parts = files.flatMap((file): NamedPart[] => {
    const read = readPart(file);
    if (!read.ok) findings.push(argumentFinding(file, "sweep-part", read.error));
    return read.ok ? [{ file, part: read.value }] : [];
  });
  if (findings.length > 0) return fail(findings);
  const merged = mergeSweep(parts);
  return merged.ok ? merged : fail(merged.error.map(({ file, message }) => argumentFinding(file, "sweep-merge", message)));
}

function readPart(file: string): Result<SweepFile, string> {
  try {
    if (statSync(file).size > MOST_PART_BYTES)
      return fail(`The file is larger than ${MOST_PART_BYTES / 1024 ** 2} MB, which no part of a sweep is.`);
    return parseSweepPart(readFileSync(file, "utf8"));
  } catch {
    return fail("This file cannot be read. Check its name and that it is a file.");
  }
}

function writeSweep({ out }: SweepOptions, swept: SweepFile): readonly PlacedFinding[] {
  if (out === undefined) return [];
  try {
    writeFileSync(out, `${textOf(swept)}\n`);
    return [];
  } catch (error) {
    return [outUnwritable(out, "sweep", error)];
  }
}
