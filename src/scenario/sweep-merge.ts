import { nounFor } from "../base/counted-noun.ts";
import { must } from "../base/assert.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { canonicalJson } from "../design/hash.ts";
import { SWEEP_PART, sweepFile } from "./sweep-file.ts";
import type { SweepFile, SweepHead, SweepRun } from "./sweep-file.ts";
import { gridPoints, gridProblem, sweepJobs } from "./sweep-grid.ts";

/** A part of a sweep and the name of its file. */
export type NamedPart = { readonly file: string; readonly part: SweepFile };

/** A complaint about one of the files. */
export type MergeProblem = { readonly file: string; readonly message: string };

/** A part of a sweep from the text of a file; the reason when it is none. */
export function parseSweepPart(text: string): Result<SweepFile, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("This is not JSON. Give files that sweep --out wrote.");
  }
  const read = SWEEP_PART.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    return fail(
      `This is not a part of a sweep: ${issue?.path.join(".") || "the file"}: ${issue?.message ?? "unreadable"}. Give files that sweep --out wrote.`,
    );
  }
  // As it was read and not as the schema copies it: what is joined keeps the order in which it was written.
  const part = value as SweepFile;
  const problem = gridProblem(part.vary, part.seeds.length);
  if (problem !== null) return fail(problem);
  const points = gridPoints(part.vary).length;
  return points === part.points.length
    ? ok(part)
    : fail(`The file has ${part.points.length} ${nounFor(part.points.length, "point")}, its grid ${points}. Run this part again.`);
}

/** One whole sweep of its parts, equal to the byte to the sweep that was never parted. */
export function mergeSweep(parts: readonly NamedPart[]): Result<SweepFile, readonly MergeProblem[]> {
  const first = must(parts[0], "at least one part");
  const head = headOf(first.part);
  const strangers = parts.flatMap(({ file, part }): MergeProblem[] => {
    const field = (Object.keys(head) as (keyof SweepHead)[]).find((key) => canonicalJson(part[key]) !== canonicalJson(head[key]));
    return field === undefined
      ? []
      : [{ file, message: `This part belongs to another sweep: ${WORDS[field]} differs from that of ${first.file}.` }];
  });
  if (strangers.length > 0) return fail(strangers);
  const runs = new Map<string, { readonly file: string; readonly run: SweepRun }>();
  for (const { file, part } of parts) {
    for (const [point, { runs: own }] of part.points.entries()) {
      for (const run of own) {
        const known = runs.get(`${point} ${run.seed}`);
        if (known !== undefined)
          return fail([{ file, message: `Point ${point + 1} on seed ${run.seed} is also in ${known.file}. Give every part once.` }]);
        runs.set(`${point} ${run.seed}`, { file, run });
      }
    }
  }
  const jobs = sweepJobs(first.part.points.length, head.seeds, null);
  const missing = jobs.filter(({ point, seed }) => !runs.has(`${point} ${seed}`));
  if (missing.length > 0) return fail([{ file: first.file, message: missingText(parts, missing, jobs.length) }]);
  if (runs.size > jobs.length)
    return fail([{ file: first.file, message: "A part has a run on a seed that is none of the sweep's. Run this part again." }]);
  return ok(
    sweepFile(
      head,
      null,
      jobs,
      jobs.map(({ point, seed }) => must(runs.get(`${point} ${seed}`), "a run for every job").run),
    ),
  );
}

const WORDS: { readonly [key in keyof SweepHead]: string } = {
  engineVersion: "the version of the engine",
  scenario: "the scenario",
  scenarioHash: "the text of the scenario",
  designHash: "the design",
  faults: "the list of faults",
  vary: "the grid",
  seeds: "the list of seeds",
};

function headOf({ engineVersion, scenario, scenarioHash, designHash, faults, vary, seeds }: SweepFile): SweepHead {
  return { engineVersion, scenario, scenarioHash, designHash, faults, vary, seeds };
}

/** Names the shards that are not there where all parts are shards of one division, else the first runs. */
function missingText(
  parts: readonly NamedPart[],
  missing: readonly { readonly point: number; readonly seed: number }[],
  all: number,
): string {
  const of = parts[0]?.part.shard?.of;
  const given = new Set(parts.map(({ part }) => (part.shard?.of === of ? part.shard?.i : undefined)));
  const absent =
    of === undefined || given.has(undefined) ? [] : Array.from({ length: of }, (_, index) => index + 1).filter((i) => !given.has(i));
  const named =
    absent.length > 0
      ? `Run and give ${listed(absent.map((i) => `--shard ${i}/${of}`))}.`
      : `${nounFor(missing.length, "It is", "They are")} ${listed(missing.map(({ point, seed }) => `point ${point + 1} on seed ${seed}`))}.`;
  return `${missing.length} of ${all} ${nounFor(all, "run")} ${nounFor(missing.length, "is", "are")} missing. ${named}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
