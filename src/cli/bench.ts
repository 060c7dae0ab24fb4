import type { Command } from "commander";
import { Option } from "commander";
import type { Design } from "../design/types.ts";
import type { Scenario } from "../scenario/types.ts";
import { compareWith } from "./bench/builds/against.ts";
import { againstReport } from "./bench/builds/against-report.ts";
import { describeHere, thisRoot } from "./bench/builds/builds.ts";
import { withFolder } from "./bench/builds/temporary-folder.ts";
import { timeBatch } from "./bench/batch.ts";
import { timeBrowser } from "./bench/browser.ts";
import { machineHere } from "./bench/machine.ts";
import { timeKernel } from "./bench/measure.ts";
import type { Clock } from "./bench/measure.ts";
import { measureMemory } from "./bench/memory.ts";
import { OUTSIDE } from "./bench/outside.ts";
import { timePage } from "./bench/page.ts";
import { timeDense, timeOperators, timeProduct, watchMemory } from "./bench/product.ts";
import { timeRecommend, timeServed } from "./bench/recommend.ts";
import { evenRequests, timeChain, timeRequests } from "./bench/requests.ts";
import { benchReport } from "./bench/report.ts";
import type { BenchResult } from "./bench/report.ts";
import { timeSparse } from "./bench/sparse.ts";
import { timeSweep } from "./bench/sweep.ts";
import { denseDesign, denseScenario, evenScenario, LARGE, largeDesign, largeScenario } from "./bench/workloads.ts";
import { loadScenario } from "./inputs.ts";
import { argumentFinding, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish } from "./io.ts";
import { wholeNumber } from "./options.ts";

const SCENARIO = "ios-engagement";
const LISTS_SCENARIO = "spotify-recommendations";
const LISTS_DESIGN = "streaming";
const LINKS_SCENARIO = "tinyurl";
const LINKS_DESIGN = "key-service";
/** The scenario's own rate, below which its one-core store stays, for long enough to be measured. */
const LINKS = { durationMs: 600_000, perSecond: 390 };
const SECTIONS = [
  "kernel",
  "product",
  "dense",
  "length",
  "recommend",
  "sweep",
  "browser",
  "sparse",
  "batch",
  "memory",
  "page",
  "requests",
] as const;
type Section = (typeof SECTIONS)[number];

const KERNEL = { records: 1_000_000, rounds: 5 };
const BROWSER = { records: 400_000, rounds: 5 };
/** Sessions of the dense workload last 7 s, so the load has settled for the last quarter of this. */
const DENSE_MS = 12_000;
const SHORT_MS = 120_000;
const LONGER = 10;
/** The catalogue of a bundled scenario, and a large one. */
const CATALOGUES = [
  { items: 4000, dims: 32, listens: 100_000 },
  { ...LARGE, listens: 250_000 },
];
const SERVED_MS = 180_000;
const SWEEP = { runs: 6, rounds: 3, durationMs: 180_000 };

/** Fewer rounds give no range, and more than this would run for days. */
const ROUNDS = { least: 3, most: 100 };

type BenchOptions = { readonly only?: readonly Section[]; readonly against?: string; readonly rounds?: number; readonly json?: true };

export function registerBench(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command("bench")
    .description(
      "measure the speed of the engine here: against a plain event-heap simulator, stage by stage, at a million events a second, with a hundred thousand items to recommend; or against the build of another commit",
    )
    .addOption(new Option("--only <section...>", "measure only some sections").choices(SECTIONS))
    .option(
      "--against <git ref>",
      "make the build of that commit aside and run it and this one in turns: ratios of processor time and memory",
    )
    .option(
      "--rounds <n>",
      `with --against: runs of each build, ${ROUNDS.least} where nothing is said`,
      wholeNumber(ROUNDS.least, ROUNDS.most),
    )
    .option("--json", "print the figures as JSON")
    .action(async (options: BenchOptions) =>
      finish(options.against === undefined ? await bench(io, options) : await against(io, options, options.against)),
    );
}

/** The sections that were asked for, or all that can be, in two builds. */
async function against(io: CommandIo, { only, rounds, json }: BenchOptions, ref: string): Promise<ExitCode> {
  const outside = [...OUTSIDE.map(({ id }) => id), "page"];
  const inside = (only ?? []).filter((section) => !outside.includes(section));
  if (inside.length > 0) {
    const why = `${inside.join(", ")} can only be measured inside this build. With --against choose from ${outside.join(", ")}.`;
    printFindings(io, [argumentFinding("--only", "usage", why)]);
    return 2;
  }
  const wants = (id: string): boolean => only === undefined || only.some((section) => section === id);
  const sections = OUTSIDE.filter(({ id }) => wants(id));
  const tell = (line: string): void => io.err(line);
  const compared = await compareWith({ ref, rounds: rounds ?? ROUNDS.least, sections, page: wants("page"), tell });
  if (!compared.ok) {
    printFindings(io, [argumentFinding("--against", "against", compared.error)]);
    return 2;
  }
  io.out(json === true ? JSON.stringify(compared.value, null, 2) : againstReport(compared.value));
  return compared.value.sections.some(({ rows }) => rows.some((row) => "refused" in row)) ? 1 : 0;
}

async function bench(io: CommandIo, { only, rounds, json }: BenchOptions): Promise<ExitCode> {
  if (rounds !== undefined) {
    printFindings(io, [argumentFinding("--rounds", "usage", "--rounds says how often two builds take turns. Give --against with it.")]);
    return 2;
  }
  const loaded = await loadScenario(SCENARIO);
  if (!loaded.ok) {
    printFindings(io, loaded.error);
    return 2;
  }
  const wanted = only ?? SECTIONS;
  const tell = (line: string): void => io.err(line);
  const wants = (section: Section): boolean => {
    const run = wanted.includes(section);
    if (run) tell(`measuring ${section} …`);
    return run;
  };
  const result = await measure(loaded.value, wants, tell);
  io.out(json === true ? JSON.stringify(result, null, 2) : benchReport(result));
  return 0;
}

/** CPU time of the whole process. */
const cpu: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function measure(scenario: Scenario, wants: (section: Section) => boolean, tell: (line: string) => void): Promise<BenchResult> {
  const roles = scenario.designs
    .filter(({ role }) => role === "starter" || role === "reference")
    .map(({ name, design }) => ({ name, design }));
  const first = roles.slice(0, 2);
  const here = await describeHere(thisRoot());
  return {
    machine: machineHere(),
    kernel: wants("kernel") ? timeKernel(KERNEL.records, KERNEL.rounds, cpu) : null,
    product: wants("product") ? first.map(({ name, design }) => ({ design: name, ...stagesOf(scenario, design) })) : null,
    dense: wants("dense")
      ? first.map(({ name, design }) => ({ design: name, ...timeDense(denseScenario(scenario, DENSE_MS), denseDesign(design), cpu) }))
      : null,
    length: wants("length") ? lengthOf(scenario, roles[1].design) : null,
    sweep: wants("sweep") ? await timeSweep(evenScenario(scenario, SWEEP.durationMs), roles[1].design, SWEEP.runs, SWEEP.rounds) : null,
    recommend: wants("recommend") ? await recommendCost() : null,
    browser: wants("browser") ? await timeBrowser(BROWSER.records, BROWSER.rounds) : null,
    sparse: wants("sparse") ? await withFolder((folder) => timeSparse(folder, here, ROUNDS.least)) : null,
    batch: wants("batch") ? await withFolder((folder) => timeBatch(folder, here, ROUNDS.least)) : null,
    memory: wants("memory") ? await withFolder((folder) => measureMemory(folder, here)) : null,
    requests: wants("requests") ? await requestsCost() : null,
    page: wants("page") ? await timePage(here, ROUNDS.least, tell) : null,
  };
}

function stagesOf(scenario: Scenario, design: Design) {
  const { cost, run } = timeProduct(scenario, design, cpu);
  return { ...cost, operators: timeOperators(run, scenario, design, cpu) };
}

async function recommendCost(): Promise<BenchResult["recommend"]> {
  const sizes = CATALOGUES.map((size) => timeRecommend(size, cpu));
  const loaded = await loadScenario(LISTS_SCENARIO);
  const design = loaded.ok ? loaded.value.designs.find(({ name }) => name === LISTS_DESIGN)?.design : undefined;
  if (!loaded.ok || design === undefined) throw new Error(`${LISTS_SCENARIO} has no design ${LISTS_DESIGN}.`);
  return { sizes, served: timeServed(largeScenario(loaded.value, SERVED_MS), largeDesign(design), LARGE.dims, cpu) };
}

async function requestsCost(): Promise<BenchResult["requests"]> {
  const loaded = await loadScenario(LINKS_SCENARIO);
  const design = loaded.ok ? loaded.value.designs.find(({ name }) => name === LINKS_DESIGN)?.design : undefined;
  if (!loaded.ok || design === undefined) throw new Error(`${LINKS_SCENARIO} has no design ${LINKS_DESIGN}.`);
  const cost = timeRequests(evenRequests(loaded.value, LINKS.durationMs, LINKS.perSecond), design, cpu);
  return { ...cost, chain: timeChain(KERNEL.records, KERNEL.rounds, cpu) };
}

function lengthOf(scenario: Scenario, design: Design): BenchResult["length"] {
  const short = watchMemory(evenScenario(scenario, SHORT_MS), design, cpu, memory);
  const long = watchMemory(evenScenario(scenario, SHORT_MS * LONGER), design, cpu, memory);
  return { shortMs: short.ms, shortRecords: short.records, longMs: long.ms, longRecords: long.records, memory: long.points };
}

function memory(): { rssMb: number; usedMb: number } {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rssMb: rss / 2 ** 20, usedMb: (heapUsed + arrayBuffers) / 2 ** 20 };
}
