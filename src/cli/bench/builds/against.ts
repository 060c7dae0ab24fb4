import { join } from "node:path";
import { fail, ok } from "../../../base/result.ts";
import type { Result } from "../../../base/result.ts";
import { checkOut, commitOf, describeHere, makeCommandLine, thisRoot } from "./builds.ts";
import type { Build } from "./builds.ts";
import type { ChildUsage } from "./child-usage.ts";
import { firstDifference } from "./first-difference.ts";
import type { Difference } from "./first-difference.ts";
import { machineHere } from "../machine.ts";
import type { Machine } from "../machine.ts";
import { growthOf } from "./growth.ts";
import type { Growth } from "./growth.ts";
import { runOnce } from "./one-run.ts";
import type { Ran } from "./one-run.ts";
import { ratiosOf, spreadOf, turnsOf } from "./paired.ts";
import type { Pairs, Side, Spread } from "./paired.ts";
import { notMeasured, openVisits, PAGE_FIGURES } from "../page.ts";
import type { PageTimes } from "../page.ts";
import { withFolder } from "./temporary-folder.ts";

/** One thing that both builds do: what follows `quadrant run` to make each do it. */
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

export type ComparedSection = {
  readonly section: string;
  readonly rows: readonly (Comparison | Refused)[];
  /** Of rows that are one design at several lengths: how the memory of each build grows with them. */
  readonly growth?: readonly ComparedGrowth[];
};

export type ComparedGrowth = { readonly design: string; readonly old: Growth; readonly new: Growth };

export type AgainstResult = {
  readonly machine: Machine;
  readonly old: string;
  readonly new: string;
  readonly rounds: number;
  readonly sections: readonly ComparedSection[];
  /** First visits in a browser; a sentence where there is none, null where nobody asked. */
  readonly page: readonly ComparedPage[] | string | null;
};

/** One figure of a first visit, by the wall. */
export type ComparedPage = { readonly figure: string; readonly ms: Pairs; readonly ratio: Spread };

/** A section of the bench that can be driven from outside, by a folder for the files it writes. */
export type OutsideSection = {
  readonly id: string;
  readonly rows: (folder: string) => readonly ComparedRow[];
  /** Designs that stand in several rows, at several lengths: the begin of those rows' names. */
  readonly lengthsOf?: readonly string[];
};

export type AgainstOptions = {
  readonly ref: string;
  readonly rounds: number;
  readonly sections: readonly OutsideSection[];
  readonly page: boolean;
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

async function compareAll(builds: Builds, folder: string, { rounds, sections, page, tell }: AgainstOptions): Promise<AgainstResult> {
  const machine = machineHere();
  const compared: ComparedSection[] = [];
  for (const { id, rows, lengthsOf } of sections) {
    const done: (Comparison | Refused)[] = [];
    for (const row of rows(folder)) done.push(await compareRow(folder, builds, row, rounds, tell));
    const growth = lengthsOf?.flatMap((design) => growthsOf(design, done));
    compared.push({ section: id, rows: done, ...(growth === undefined ? {} : { growth }) });
  }
  const visited = page ? await comparePages(builds, rounds, tell) : null;
  return { machine, old: builds.old.name, new: builds.new.name, rounds, sections: compared, page: visited };
}

async function compareRow(
  folder: string,
  builds: Builds,
  { row, argvOf }: ComparedRow,
  rounds: number,
  tell: (line: string) => void,
): Promise<Comparison | Refused> {
  const ran: { readonly [side in Side]: Ran[] } = { old: [], new: [] };
  for (const side of turnsOf(rounds)) {
    const build = builds[side];
    const run = await attempt(() => runOnce(folder, build, argvOf(build)));
    if (!run.ok) return { row, refused: `${build.name} does not run it: ${run.error}` };
    ran[side].push(run.value);
    tell(`${row}: ${side} (${build.name}) ${ran[side].length} of ${rounds}, ${(run.value.usage.cpuMs / 1000).toFixed(2)} s`);
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

/** First visits to the pages of both builds in turns; a sentence where no browser or one of the pages cannot be had. */
async function comparePages(builds: Builds, rounds: number, tell: (line: string) => void): Promise<readonly ComparedPage[] | string> {
  const visits = await openVisits(builds.new, [builds.old, builds.new], tell);
  if (!visits.ok) return visits.error;
  const seen: { readonly [side in Side]: PageTimes[] } = { old: [], new: [] };
  try {
    for (const side of turnsOf(rounds)) {
      const times = await visits.value.visit(builds[side]);
      seen[side].push(times);
      tell(`page: ${side} (${builds[side].name}) ${seen[side].length} of ${rounds}, ${(times.finishedMs / 1000).toFixed(2)} s`);
    }
  } catch (error) {
    return notMeasured(error);
  } finally {
    await visits.value.close();
  }
  return PAGE_FIGURES.map(({ id, title }) => {
    const ms = { old: seen.old.map((times) => times[id]), new: seen.new.map((times) => times[id]) };
    return { figure: title, ms, ratio: ratiosOf(ms) };
  });
}

/** What another build lacks, or how it breaks down, is told with the row and leaves the other rows alone. */
async function attempt(work: () => Promise<Result<Ran, string>>): Promise<Result<Ran, string>> {
  try {
    return await work();
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** How the memory of both builds grows along the rows of a design; nothing where one of them could not be run. */
function growthsOf(design: string, rows: readonly (Comparison | Refused)[]): ComparedGrowth[] {
  const lengths = rows.filter(({ row }) => row.startsWith(design));
  const ran = lengths.filter((row): row is Comparison => !("refused" in row));
  if (ran.length < lengths.length || ran.length === 0) return [];
  const grown = (side: Side): Growth =>
    growthOf(ran.map(({ records, peakBytes }) => ({ records, peakBytes: spreadOf(peakBytes[side]).median })));
  return [{ design, old: grown("old"), new: grown("new") }];
}
