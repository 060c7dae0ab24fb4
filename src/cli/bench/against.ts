import { join } from "node:path";
import { fail, ok } from "../../base/result.ts";
import type { Result } from "../../base/result.ts";
import { binOf, checkOut, commitOf, describeHere, makeCommandLine, thisRoot } from "./builds.ts";
import type { Build } from "./builds.ts";
import { runMeasured } from "./child-usage.ts";
import type { ChildUsage } from "./child-usage.ts";
import { firstDifference } from "./first-difference.ts";
import type { Difference } from "./first-difference.ts";
import { machineHere } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { ratiosOf, turnsOf } from "./paired.ts";
import type { Pairs, Side, Spread } from "./paired.ts";
import { withFolder } from "./temporary-folder.ts";

/** One thing that both builds do: the command line of `quadrant run` that makes each do it. */
export type ComparedRow = { readonly row: string; readonly argvOf: (build: Build) => readonly string[] };

/** What a row came to: figures of each round, ratios of the new build to the old one, and whether the results are the same. */
export type Comparison = {
  readonly row: string;
  readonly records: number;
  readonly cpuMs: Pairs;
  readonly peakBytes: Pairs;
  readonly cpu: Spread;
  readonly memory: Spread;
  readonly difference: Difference | null;
};

/** A row that one of the builds cannot run, and what it said. */
export type Refused = { readonly row: string; readonly refused: string };

export type ComparedSection = { readonly section: string; readonly rows: readonly (Comparison | Refused)[] };

export type AgainstResult = {
  readonly machine: Machine;
  readonly old: string;
  readonly new: string;
  readonly rounds: number;
  readonly sections: readonly ComparedSection[];
};

/** A section of the bench that can be driven from outside, by a folder for the files it writes. */
export type OutsideSection = { readonly id: string; readonly rows: (folder: string) => readonly ComparedRow[] };

export type AgainstOptions = {
  readonly ref: string;
  readonly rounds: number;
  readonly sections: readonly OutsideSection[];
  readonly tell: (line: string) => void;
};

type Builds = { readonly [side in Side]: Build };

/** Makes the build of a ref aside and lets it and this one do the same things in turns; a sentence where that cannot be. */
export async function compareWith(options: AgainstOptions): Promise<Result<AgainstResult, string>> {
  const root = thisRoot();
  const commit = await commitOf(root, options.ref);
  if (!commit.ok) return commit;
  return withFolder(async (folder) => {
    const builds = await makeBoth(root, commit.value, folder, options.tell);
    return builds.ok ? ok(await compareAll(builds.value, folder, options)) : builds;
  });
}

async function makeBoth(root: string, commit: string, folder: string, tell: (line: string) => void): Promise<Result<Builds, string>> {
  const here = await describeHere(root);
  tell(`making ${commit.slice(0, 7)} aside …`);
  const there = await checkOut(root, commit, join(folder, "build"), tell);
  if (!there.ok) return there;
  for (const build of [there.value, here]) {
    const made = await makeCommandLine(build, tell);
    if (!made.ok) return made;
  }
  return ok({ old: there.value, new: here });
}

async function compareAll(builds: Builds, folder: string, { rounds, sections, tell }: AgainstOptions): Promise<AgainstResult> {
  const machine = machineHere();
  const compared: ComparedSection[] = [];
  for (const { id, rows } of sections) {
    const done: (Comparison | Refused)[] = [];
    for (const row of rows(folder)) done.push(await compareRow(folder, builds, row, rounds, tell));
    compared.push({ section: id, rows: done });
  }
  return { machine, old: builds.old.name, new: builds.new.name, rounds, sections: compared };
}

type Ran = { readonly usage: ChildUsage; readonly result: { readonly timing: { readonly records: number } } };

async function compareRow(
  folder: string,
  builds: Builds,
  { row, argvOf }: ComparedRow,
  rounds: number,
  tell: (line: string) => void,
): Promise<Comparison | Refused> {
  const ran: { readonly [side in Side]: Ran[] } = { old: [], new: [] };
  for (const side of turnsOf(rounds)) {
    const run = await runOnce(folder, builds[side], argvOf(builds[side]));
    if (!run.ok) return { row, refused: `${builds[side].name} does not run it: ${run.error}` };
    ran[side].push(run.value);
    tell(`${row}: ${side} (${builds[side].name}) ${ran[side].length} of ${rounds}, ${(run.value.usage.cpuMs / 1000).toFixed(2)} s`);
  }
  const pairs = (figure: (usage: ChildUsage) => number): Pairs => ({
    old: ran.old.map(({ usage }) => figure(usage)),
    new: ran.new.map(({ usage }) => figure(usage)),
  });
  const [cpuMs, peakBytes] = [pairs((usage) => usage.cpuMs), pairs((usage) => usage.peakBytes)];
  return {
    row,
    records: ran.new[0]!.result.timing.records,
    cpuMs,
    peakBytes,
    cpu: ratiosOf(cpuMs),
    memory: ratiosOf(peakBytes),
    difference: firstDifference(ran.old[0]!.result, ran.new[0]!.result),
  };
}

/** One run of a build in a process of its own; what it said where it made no result. */
export async function runOnce(folder: string, build: Build, argv: readonly string[]): Promise<Result<Ran, string>> {
  const { code, out, err, usage } = await runMeasured(folder, build.root, [binOf(build), "run", ...argv, "--json"]);
  // 1 is a run that missed a goal. One that was cut short at a limit would be compared with one that was not.
  if ((code !== 0 && code !== 1) || err.includes("ended early")) return fail(err.trim().split("\n").at(-1) || `it ended with ${code}`);
  return ok({ usage, result: JSON.parse(out) as Ran["result"] });
}
