import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComparedRow } from "./builds/against.ts";
import type { Build } from "./builds/builds.ts";
import { growthOf } from "./builds/growth.ts";
import type { Growth, MemoryAtSize } from "./builds/growth.ts";
import { runOnce } from "./builds/one-run.ts";

/** Peak memory of a design at several lengths, and how it grows with them. */
export type MemoryCost = { readonly design: string; readonly sizes: readonly MemoryAtSize[]; readonly growth: Growth };

const RATE_PER_SECOND = 2000;
const MILLIONS = [2, 4, 8];

/** Nothing but a log, a processor and a store between load and reader: a design without a scenario, the same for every build. */
const PLAIN = `a log, a processor and a store`;
const SCENARIO = "ios-engagement";
const STARTER = `${SCENARIO} @starter`;
/**
 * Minutes of the scenario and the millions of records they come to. Eight million records of the starter would be more hops than
 * a run may take, so its last length stays below.
 */
const STARTER_LENGTHS = [
  { minutes: 75, millions: 2 },
  { minutes: 230, millions: 4.2 },
  { minutes: 390, millions: 6.5 },
];

/** Designs that stand in several rows of the section. */
export const MEMORY_DESIGNS: readonly string[] = [PLAIN, STARTER];

/** Runs without `--out`, so that no row has to be kept for a table. */
export function memoryRows(folder: string): ComparedRow[] {
  const plain = MILLIONS.map((millions) => ({
    row: `${PLAIN}, ${millions} M`,
    argvOf: () => ["--design", plainDesign(folder, (millions * 1e9) / RATE_PER_SECOND)],
  }));
  const starter = STARTER_LENGTHS.map(({ minutes, millions }) => ({
    row: `${STARTER}, ${millions} M`,
    argvOf: (build: Build) => ["--scenario", longerScenario(folder, build, minutes)],
  }));
  return [...plain, ...starter];
}

/** This build alone, a run of each length. */
export async function measureMemory(folder: string, build: Build): Promise<MemoryCost[]> {
  const rows = memoryRows(folder);
  const costs: MemoryCost[] = [];
  for (const design of MEMORY_DESIGNS) {
    const sizes: MemoryAtSize[] = [];
    for (const { row, argvOf } of rows.filter((each) => each.row.startsWith(design))) {
      const ran = await runOnce(folder, build, argvOf(build));
      if (!ran.ok) throw new Error(`${row}: ${ran.error}`);
      sizes.push({ records: ran.value.result.timing.records, peakBytes: ran.value.usage.peakBytes });
    }
    costs.push({ design, sizes, growth: growthOf(sizes) });
  }
  return costs;
}

function plainDesign(folder: string, durationMs: number): string {
  const part = (id: string, kind: string, settings: object = {}): object => ({ id, kind, settings });
  const file = join(folder, `plain-${durationMs}.quadrant.json`);
  const design = {
    format: "quadrant-design",
    version: 1,
    title: PLAIN,
    workload: { durationMs, warmupMs: 0, drainMs: 60_000 },
    system: {
      parts: [
        part("load", "poisson-source", { ratePerSecond: RATE_PER_SECOND, keys: 100_000 }),
        part("log", "kafka"),
        part("processor", "flink"),
        part("store", "druid"),
      ],
      wires: ["load.out -> log.produce", "log.consume -> processor.in", "processor.events -> store.ingest"],
    },
  };
  writeFileSync(file, JSON.stringify(design));
  return file;
}

/** The build's own scenario, as it writes it, with another length. */
function longerScenario(folder: string, build: Build, minutes: number): string {
  const copy = join(folder, `${SCENARIO}-${build.name.replaceAll(/[^a-z0-9]/g, "-")}-${minutes}`);
  const file = join(copy, "scenario.yaml");
  if (existsSync(file)) return file;
  cpSync(join(build.root, "scenarios", SCENARIO), copy, { recursive: true });
  writeFileSync(file, lengthened(readFileSync(file, "utf8"), minutes));
  return file;
}

/** The text of a scenario whose workload takes so many minutes: the first length below `workload:` is its own. */
export function lengthened(yaml: string, minutes: number): string {
  const longer = yaml.replace(/^(workload:\n(?:[ #].*\n)*? {2}durationMs: ).*$/m, `$1${minutes} min`);
  if (longer === yaml && !yaml.includes(`durationMs: ${minutes} min`)) throw new Error("The workload of the scenario names no length.");
  return longer;
}
