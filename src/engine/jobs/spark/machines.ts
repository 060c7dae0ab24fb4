import type { Executor, FailingSpell, SlowSpell } from "./task-schedule.ts";

/** The machines an attempt is given. */
export type ClusterSpec = {
  readonly executors: number;
  readonly slotsEach: number;
  /** The last one comes so much later than the first; the others evenly between. */
  readonly spreadMs: number;
};

/** Something that befell the machines of a job; attempts that begin meanwhile feel it, too. That machines are gone is noticed `noticeMs` later. */
export type Trouble =
  | {
      readonly what: "away";
      readonly executors: readonly number[];
      readonly noticeMs: number;
      readonly fromMs: number;
      readonly untilMs: number;
    }
  | { readonly what: "slow"; readonly executor: number; readonly factor: number; readonly fromMs: number; readonly untilMs: number }
  /** No machine is given out. */
  | { readonly what: "no-machines"; readonly fromMs: number; readonly untilMs: number }
  /** One task of a run fails whenever it is tried. */
  | { readonly what: "failing"; readonly share: number; readonly fromMs: number; readonly untilMs: number };

/** When machines that were asked for at `beginMs` are there: starting takes `startUpMs`, and stands still while none is given out. */
export function readyMs(beginMs: number, startUpMs: number, troubles: readonly Trouble[]): number {
  const stops = troubles.filter(({ what }) => what === "no-machines").sort((a, b) => a.fromMs - b.fromMs);
  let at = beginMs;
  let left = startUpMs;
  for (const { fromMs, untilMs } of stops) {
    if (untilMs <= at) continue;
    if (at + left <= fromMs) break;
    left -= Math.max(0, fromMs - at);
    at = untilMs;
  }
  return at + left;
}

/** The stays of the machines of an attempt whose first one is there at `fromMs`: one that goes away and comes back has two. */
export function executorsOf({ executors, slotsEach, spreadMs }: ClusterSpec, fromMs: number, troubles: readonly Trouble[]): Stay[] {
  const stays: Stay[] = [];
  for (let machine = 0; machine < executors; machine++) {
    let from = fromMs + (executors === 1 ? 0 : (spreadMs * machine) / (executors - 1));
    for (const trouble of awayOf(machine, troubles)) {
      if (trouble.untilMs <= from) continue;
      if (trouble.fromMs > from)
        stays.push({ machine, slots: slotsEach, fromMs: from, untilMs: trouble.fromMs, noticeMs: trouble.noticeMs });
      from = Math.max(from, trouble.untilMs);
    }
    stays.push({ machine, slots: slotsEach, fromMs: from, untilMs: Infinity, noticeMs: 0 });
  }
  return stays;
}

/** An executor and which machine of the cluster it is. */
export type Stay = Executor & { readonly machine: number };

type Away = Extract<Trouble, { readonly what: "away" }>;

function awayOf(machine: number, troubles: readonly Trouble[]): Away[] {
  const away = troubles.filter((trouble): trouble is Away => trouble.what === "away" && trouble.executors.includes(machine));
  return away.sort((a, b) => a.fromMs - b.fromMs);
}

export function slowSpells(stays: readonly Stay[], troubles: readonly Trouble[]): SlowSpell[] {
  return troubles.flatMap((trouble) => {
    if (trouble.what !== "slow") return [];
    const { fromMs, untilMs, factor } = trouble;
    return stays.flatMap(({ machine }, executor) => (machine === trouble.executor ? [{ executor, fromMs, untilMs, factor }] : []));
  });
}

export function failingSpells(troubles: readonly Trouble[]): FailingSpell[] {
  return troubles.flatMap((trouble) => (trouble.what === "failing" ? [trouble] : []));
}
