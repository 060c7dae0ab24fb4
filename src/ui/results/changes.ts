import { kindById } from "../../catalogue/registry.ts";
import type { KindDecl } from "../../catalogue/contract.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { Design } from "../../design/types.ts";
import type { GoalOutcome, RunResult } from "../../result/result.ts";
import { formatMs, formatNumber, formatUnit, formatUsd } from "../parts/format.ts";
import { totalLost } from "./ledger-rows.ts";
import { partTitle, placeTitle } from "./parts/part-names.ts";

/** A finished run with the document as it ran. */
export type FinishedRun = { readonly result: RunResult; readonly design: Design };

/** One figure in two runs, in words; `tone` says whether the second is better. */
export type ChangeRow = {
  readonly id: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** `1.02 s slower`, `same`; empty where one of the two has no figure. */
  readonly change: string;
  readonly tone: "ok" | "bad" | "quiet";
};

type Measure = {
  readonly format: (value: number) => string;
  /** What more of it is called, and what less. All these figures are better when lower. */
  readonly more: string;
  readonly less: string;
};

const TIME: Measure = { format: formatMs, more: "slower", less: "faster" };
const BEHIND: Measure = { format: formatMs, more: "further behind", less: "closer" };
const RECORDS: Measure = { format: formatNumber, more: "more", less: "fewer" };
const MONEY: Measure = { format: formatUsd, more: "dearer", less: "cheaper" };
/** Differences below this share of the larger figure are noise to a reader. */
const SAME_SHARE = 0.005;

function row(id: string, label: string, before: number | null, after: number | null, measure: Measure): ChangeRow {
  const text = (value: number | null): string => (value === null ? "unknown" : measure.format(value));
  if (before === null || after === null) return { id, label, before: text(before), after: text(after), change: "", tone: "quiet" };
  const difference = after - before;
  const same = Math.abs(difference) <= SAME_SHARE * Math.max(Math.abs(before), Math.abs(after));
  if (same) return { id, label, before: text(before), after: text(after), change: "same", tone: "quiet" };
  const word = difference > 0 ? measure.more : measure.less;
  return {
    id,
    label,
    before: text(before),
    after: text(after),
    change: `${measure.format(Math.abs(difference))} ${word}`,
    tone: difference > 0 ? "bad" : "ok",
  };
}

function inEither<T>(a: { readonly [id: string]: T }, b: { readonly [id: string]: T }): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

/** p50, p95 and p99 of every sink and endpoint. */
export function latencyChanges(before: FinishedRun, after: FinishedRun): readonly ChangeRow[] {
  const [old, now] = [before.result.latency, after.result.latency];
  return inEither(old, now).flatMap((id) =>
    (["p50Ms", "p95Ms", "p99Ms"] as const).map((p) =>
      row(`${id} ${p}`, `${placeTitle(after.design, id)} ${p.slice(0, 3)}`, old[id]?.[p] ?? null, now[id]?.[p] ?? null, TIME),
    ),
  );
}

/** The furthest each consumer fell behind, and what was lost. */
export function lagChanges(before: FinishedRun, after: FinishedRun): readonly ChangeRow[] {
  const groups = ({ result }: FinishedRun) =>
    Object.fromEntries(
      Object.entries(result.logs).flatMap(([log, { groups: readers }]) =>
        Object.entries(readers).map(([id, lag]) => [`${log} ${id}`, lag]),
      ),
    );
  const [old, now] = [groups(before), groups(after)];
  return [
    ...inEither(old, now).flatMap((key) => {
      const reader = partTitle(after.design, key.slice(key.indexOf(" ") + 1));
      return [
        row(`${key} ms`, `${reader}, lag peak`, old[key]?.lagMs.max ?? null, now[key]?.lagMs.max ?? null, BEHIND),
        row(`${key} records`, `${reader}, records behind`, old[key]?.lagRecords.max ?? null, now[key]?.lagRecords.max ?? null, RECORDS),
      ];
    }),
    row("lost", "Lost records", totalLost(before.result.ledger), totalLost(after.result.ledger), RECORDS),
    row("again", "Delivered again", before.result.ledger.redelivered, after.result.ledger.redelivered, RECORDS),
  ];
}

/** The bill in all, and of each part that costs something else now. */
export function costChanges(before: FinishedRun, after: FinishedRun): readonly ChangeRow[] {
  const byPart = ({ result }: FinishedRun): { [part: string]: number } => {
    const sums: Record<string, number> = {};
    for (const line of result.cost.lines) sums[line.node] = (sums[line.node] ?? 0) + line.usd;
    return sums;
  };
  const [old, now] = [byPart(before), byPart(after)];
  const parts = inEither(old, now).map((id) => row(id, partTitle(after.design, id), old[id] ?? 0, now[id] ?? 0, MONEY));
  return [
    row("total", "A month in all", before.result.cost.monthlyUsd, after.result.cost.monthlyUsd, MONEY),
    ...parts.filter((part) => part.change !== "same"),
  ];
}

export type GoalChange = {
  readonly id: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly wasMet: boolean | null;
  readonly met: boolean;
};

/** Every goal as it was and as it is. */
export function goalChanges(before: FinishedRun, after: FinishedRun): readonly GoalChange[] {
  const figure = (goal: GoalOutcome | undefined): string =>
    goal === undefined ? "unknown" : (goal.inWords ?? formatUnit(goal.actual, goal.unit));
  return after.result.verdict.goals.map((goal) => {
    const old = before.result.verdict.goals.find((each) => each.id === goal.id);
    return { id: goal.id, label: goal.label, before: figure(old), after: figure(goal), wasMet: old?.pass ?? null, met: goal.pass };
  });
}

/** A part that is of another kind now, with what either kind is limited to. */
export type LimitChange = { readonly part: string; readonly before: KindDecl; readonly after: KindDecl };

export function limitChanges(before: FinishedRun, after: FinishedRun): readonly LimitChange[] {
  return after.design.system.parts.flatMap((part): readonly LimitChange[] => {
    const old = before.design.system.parts.find((each) => each.id === part.id);
    const [was, is] = [kindById(old?.kind ?? ""), kindById(part.kind)];
    return was === undefined || is === undefined || was === is ? [] : [{ part: part.id, before: was, after: is }];
  });
}

/** Incidents of the scenario that struck the old kind and have nothing to strike in the new one: the runs were not tried alike. */
export function missedIncidents(before: FinishedRun, after: FinishedRun, scenario: Scenario | null): readonly string[] {
  return limitChanges(before, after).flatMap((change) =>
    (scenario?.incidents ?? [])
      .filter(({ fault, strikes }) => {
        const aimed = strikes.kinds?.includes(change.before.id) === true || strikes.family === change.before.family;
        const suffers = (kind: KindDecl): boolean => kind.faults.some((known) => known.id === fault);
        return aimed && suffers(change.before) && !suffers(change.after);
      })
      .map(
        ({ label }) =>
          `“${label}” struck ${change.before.title}; ${change.after.title} has nothing of the kind to strike, so this run went without it.`,
      ),
  );
}
