import { nounFor } from "../base/counted-noun.ts";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { Design } from "../design/types.ts";
import { placeFindings } from "../scenario/design-text.ts";
import { suggestion } from "../scenario/suggestion.ts";
import { applySettings } from "../scenario/overrides.ts";
import type { Scenario } from "../scenario/types.ts";
import type { EventTrace } from "../engine/rows/event-trace.ts";
import type { RunOutcome } from "../result/outcome.ts";
import type { RunTable } from "../result/run-table.ts";
import type { FaultSpec } from "../result/snapshot.ts";
import { replicated } from "../simulate/replications.ts";
import type { RunResult } from "../result/result.ts";
import { runDesign } from "../simulate/run.ts";
import { traceFindings } from "../simulate/compile/trace-findings.ts";
import { parquetOf } from "../warehouse/parquet-tables.ts";
import { loadEvents } from "./events-file.ts";
import { FAULT_SYNTAX, parseFaultSpec } from "./fault-spec.ts";
import { loadDesign, loadScenario, readText } from "./inputs.ts";
import { argumentFinding, placed, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish, PlacedFinding } from "./io.ts";
import { capSentence, limitsOf } from "./runs/limits.ts";
import type { LimitOptions } from "./runs/limits.ts";
import { several, wholeNumber, withLimitOptions, withNamedDesign } from "./options.ts";
import { outUnwritable, unwritableFolder } from "./runs/out.ts";
import { createRunPool } from "./runs/run-pool.ts";
import type { RunInput as PoolInput } from "./runs/run-pool.ts";
import { applySwaps } from "./swap.ts";
import { runSummary } from "./summary.ts";
import { EVERY_PART } from "../simulate/watch/strikes.ts";

export type RunOptions = {
  readonly scenario?: string;
  readonly design?: string;
  readonly seed?: number;
  readonly seeds: number;
  readonly set: readonly string[];
  readonly swap?: readonly string[];
  readonly fault: readonly string[];
  readonly events?: string;
  readonly map?: string;
  readonly out?: string;
  readonly json?: true;
} & LimitOptions;

export const MAX_SEED = 4_294_967_295;

export function registerRun(program: Command, io: CommandIo, finish: Finish): void {
  withLimitOptions(program.command("run"))
    .description("run a design once and judge it by the goals of a scenario")
    .option("-s, --scenario <id or file>", "scenario; none for the design's own workload; taken from the design when left out")
    .argument("[design]", "file, link or @name: the same as --design")
    .option("-d, --design <file, link or @name>", "design; the scenario's starter when left out")
    .option("--seed <n>", "seed of every random draw", wholeNumber(0, MAX_SEED))
    .option("--seeds <n>", "run on n seeds, from --seed on, for intervals that hold the whole spread", wholeNumber(1, 1000), 1)
    .option(
      "--set <path=value>",
      "change a setting, for instance kafka.partitions=6 (part.settings.name always means a part); may be repeated",
      several,
      [],
    )
    .option("--swap <part=kind>", "replace a part with its wires, for instance kafka=kinesis-data-streams; before --set", several, [])
    .option(
      "--fault <spec>",
      `strike a part, a wire by its id, or * for every part that can suffer it: ${FAULT_SYNTAX}; may be repeated`,
      several,
      [],
    )
    .option("--events <file>", "replay this file of events (CSV, JSONL or Parquet) instead of the workload")
    .option(
      "--map <role=column,...>",
      "columns of the file by name, for instance user_id=uid,event_time=ts; those with usual names are found",
    )
    .option("--out <folder>", "write result.json and every table as Parquet into this folder")
    .option("--json", "print the whole result as JSON")
    .action(async (named: string | undefined, given: RunOptions, command: Command) =>
      finish(await runCommand(io, withNamedDesign(command, named, given))),
    );
}

export type Prepared = {
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly faults: readonly FaultSpec[];
  /** What swaps kept, a line each. */
  readonly told: readonly string[];
  readonly events?: EventTrace;
};

async function runCommand(io: CommandIo, options: RunOptions): Promise<ExitCode> {
  const prepared = await prepare(options);
  if (!prepared.ok) {
    printFindings(io, prepared.error);
    return 2;
  }
  const { design, scenario, faults, told, events } = prepared.value;
  for (const line of told) io.err(line);
  if (events !== undefined && options.events !== undefined) tellRejects(io, options.events, events);
  const unwritable = options.out === undefined ? null : unwritableFolder(options.out, "result.json");
  if (unwritable !== null) {
    printFindings(io, [unwritable]);
    return 2;
  }
  const began = performance.now();
  const tables = options.out !== undefined;
  const ran = runDesign({
    design,
    scenario,
    seed: options.seed ?? design.seed,
    faults,
    tables,
    ...limitsOf(options),
    ...(events === undefined ? {} : { events }),
  });
  const { outcome } = ran;
  if (outcome.status === "refused" || outcome.status === "failed") return reportRefusal(io, outcome, options);
  if (outcome.status === "capped") io.err(capSentence(outcome));
  // A run knows no clock; how long it took is measured by whoever started it.
  const seeds = outcome.status === "capped" ? 1 : options.seeds;
  const others = await otherSeeds(io, { ...prepared.value, limits: options }, outcome.result.engine.seed, seeds);
  const { timing, ...rest } = replicated([outcome.result, ...others]);
  const result = { ...rest, timing: { ...timing, wallMs: Math.round(performance.now() - began) } };
  if (options.out !== undefined) {
    const written = ran.tables();
    for (const { name, note } of written) if (note !== undefined) io.err(`${name}: ${note}`);
    const problem = writeRun(options.out, JSON.stringify(result, null, 2), written);
    if (problem !== null) {
      printFindings(io, [problem]);
      return 2;
    }
    io.err(`Written to ${options.out}: result.json and ${written.length} ${nounFor(written.length, "table")} as Parquet.`);
  }
  io.out(options.json === true ? JSON.stringify(result, null, 2) : runSummary(result, design));
  return outcome.status === "finished" && result.verdict.pass ? 0 : 1;
}

/** The same run on the seeds that follow; those that do not finish are left out, and said. */
async function otherSeeds(io: CommandIo, input: Omit<PoolInput, "seed">, seed: number, seeds: number): Promise<readonly RunResult[]> {
  const inputs = Array.from({ length: seeds - 1 }, (_, index) => ({ ...input, seed: (seed + 1 + index) % (MAX_SEED + 1) }));
  if (inputs.length === 0) return [];
  const outcomes = await createRunPool().run(inputs, (done) => io.err(`${done + 1} of ${seeds} ${nounFor(seeds, "seed")}`));
  return outcomes.flatMap((outcome, index) => {
    if (outcome.status === "finished") return [outcome.result];
    io.err(`Seed ${inputs[index]?.seed} did not finish and is left out of the intervals.`);
    return [];
  });
}

/** Everything a run needs, read and checked; all findings at once. */
export async function prepare(
  options: Omit<RunOptions, "seeds" | keyof LimitOptions>,
): Promise<Result<Prepared, readonly PlacedFinding[]>> {
  const named = options.scenario;
  const scenario = named === undefined || named === "none" ? ok(null) : await loadScenario(named);
  if (!scenario.ok) return scenario;
  if (options.design === undefined && scenario.value === null)
    return fail([
      argumentFinding("--design", "usage", "Say which design to run: --design with a file, a link, or @name together with --scenario."),
    ]);
  const loaded = options.design === undefined ? starterOf(scenario.value) : await loadDesign(options.design, scenario.value);
  if (!loaded.ok) return loaded;
  const answered = named === undefined && loaded.value.scenario !== undefined ? await loadScenario(loaded.value.scenario) : scenario;
  if (!answered.ok) return answered;
  const swapped = applySwaps(loaded.value, options.swap ?? []);
  if (!swapped.ok) return swapped;
  const { design, told } = swapped.value;
  const changed = options.set.length === 0 ? ok(design) : applySettings(design, options.set);
  if (!changed.ok)
    return fail(
      placed(
        changed.error.map((found) => (found.code === "set-path" ? { ...found, where: "" } : found)),
        "--set",
      ),
    );
  const faults = readFaults(options.fault, changed.value);
  if (!faults.ok) return faults;
  const ready = { design: changed.value, scenario: answered.value, faults: faults.value, told };
  if (options.events === undefined) return options.map === undefined ? ok(ready) : fail([MAP_ALONE]);
  const events = await loadEvents(options.events, options.map);
  return events.ok ? ok({ ...ready, events: events.value }) : events;
}

const MAP_ALONE = argumentFinding("--map", "usage", "--map names columns of a file of events. Give --events FILE with it.");

/** One line on rows that were left out, where the first of them stands. */
function tellRejects(io: CommandIo, file: string, events: EventTrace): void {
  const rejects = traceFindings(events).filter(({ code }) => code === "trace-rejects");
  printFindings(
    io,
    placed(
      rejects.map((found) => ({ ...found, line: events.rejects.kept[0]?.line ?? 1, column: 1 })),
      file,
    ),
  );
}

function starterOf(scenario: Scenario | null): Result<Design, readonly PlacedFinding[]> {
  const starter = scenario?.designs.find(({ role }) => role === "starter");
  return starter === undefined
    ? fail([argumentFinding("--design", "usage", "This scenario has no starter. Say which design to run.")])
    : ok(starter.design);
}

function readFaults(specs: readonly string[], design: Design): Result<readonly FaultSpec[], readonly PlacedFinding[]> {
  const faults: FaultSpec[] = [];
  const findings: PlacedFinding[] = [];
  const { parts, wires } = design.system;
  const known = [...parts, ...wires].map(({ id }) => id);
  for (const spec of specs) {
    const fault = parseFaultSpec(spec);
    if (!fault.ok) findings.push(argumentFinding("--fault", "fault-syntax", fault.error));
    else if (fault.value.part !== EVERY_PART && !known.includes(fault.value.part))
      findings.push(
        argumentFinding(
          "--fault",
          "fault-part",
          `There is no part or wire "${fault.value.part}".${suggestion(fault.value.part, known)} * strikes every part that can suffer it.`,
        ),
      );
    else faults.push(fault.value);
  }
  return findings.length > 0 ? fail(findings) : ok(faults);
}

function reportRefusal(io: CommandIo, outcome: Extract<RunOutcome, { status: "refused" | "failed" }>, options: RunOptions): ExitCode {
  if (outcome.status === "refused") printFindings(io, placedRefusal(outcome.findings, options.design ?? "@starter"));
  else io.err(`The run broke down, which is a fault of the program and not of the design: ${outcome.message}`);
  return 2;
}

/** Findings that refuse a run, each where it can be mended: in the file of the design, or in the option that gave a fault. */
export function placedRefusal(findings: readonly Finding[], design: string): readonly PlacedFinding[] {
  const text = existsSync(design) ? readText(design) : null;
  return findings.flatMap((found) => {
    if (found.where === "faults") return [argumentFinding("--fault", found.code, found.message)];
    return placed(text?.ok === true ? placeFindings(text.value, [found]) : [found], design);
  });
}

/** Writes the run into a folder; returns what went wrong, or null. */
function writeRun(folder: string, json: string, tables: readonly RunTable[]): PlacedFinding | null {
  try {
    writeFileSync(join(folder, "result.json"), `${json}\n`);
    const taken = new Set<string>();
    for (const table of tables) writeFileSync(join(folder, `${fileNameOf(table.name, taken)}.parquet`), parquetOf(table, tables));
    return null;
  } catch (error) {
    return outUnwritable(folder, "run", error);
  }
}

/** Names of tables come from designs, so only harmless letters reach the file system; two that become equal get a number. */
function fileNameOf(table: string, taken: Set<string>): string {
  const safe = table.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, 100) || "table";
  let name = safe;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${safe}_${n}`;
  taken.add(name.toLowerCase());
  return name;
}
