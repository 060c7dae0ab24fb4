import { duration, exact, percent, plural } from "../catalogue/words.ts";
import { METRICS, isMetricId } from "../result/metric.ts";
import type { GoalOutcome, RunResult } from "../result/result.ts";
import type { FaultSpec } from "../result/snapshot.ts";

/** So many things that moved are told of; a person looks up the others. */
const MOST_TOLD = 3;
/** Every part that can suffer it, as a fault names them. */
const EVERY_PART = "*";

/** What a fault did to a run, held against the same run without it: sentences, the weightiest first; and whether it did anything. */
export type FaultEffect = { readonly text: string; readonly isNone: boolean };

/**
 * What breaking something changed: goals first, then what was lost or came twice, then waits and the work of parts, then whatever else
 * is told of a run. That nothing changed is said, too, with what was to spare.
 */
export function faultEffect(fault: FaultSpec, struck: RunResult, without: RunResult): FaultEffect {
  const told = [
    ...goalsMoved(struck, without),
    ...countsMoved(struck, without),
    ...waitsMoved(struck, without),
    ...nodesMoved(struck, without),
  ];
  if (told.length === 0) told.push(...elsewhere(struck, without));
  if (told.length === 0) return { text: `No effect: ${toSpare(fault, struck)}.`, isNone: true };
  return { text: `${told.slice(0, MOST_TOLD).join("; ")}.`, isNone: false };
}

function goalsMoved(struck: RunResult, without: RunResult): string[] {
  const moved = struck.verdict.goals.flatMap((goal) => {
    const before = without.verdict.goals.find(({ id }) => id === goal.id);
    return before === undefined || same(before.actual, goal.actual) ? [] : [{ goal, before }];
  });
  // A goal that is missed for it is what anybody wants to know first.
  moved.sort((a, b) => Number(b.before.pass && !b.goal.pass) - Number(a.before.pass && !a.goal.pass));
  return moved.map(
    ({ goal, before }) =>
      `${goal.label} ${figure(goal)} instead of ${figure(before)}${before.pass === goal.pass ? "" : goal.pass ? ", and met" : ", and missed"}`,
  );
}

function figure({ actual, unit, metric }: GoalOutcome): string {
  if (actual === null) return "nothing measured";
  if (unit === "ms") return duration(round(actual));
  if (unit === "share") return percent(actual);
  return `${exact(round(actual))} ${unit || (isMetricId(metric) ? METRICS[metric].unit : "")}`.trim();
}

function countsMoved(struck: RunResult, without: RunResult): string[] {
  const counts: readonly (readonly [string, (result: RunResult) => number])[] = [
    ["lost", lost],
    ["refused", refused],
    ["removed by retention before they were read", ({ ledger }) => ledger.expired],
    ["delivered again", ({ ledger }) => ledger.redelivered],
    ["still on their way at the end", ({ ledger }) => ledger.inFlight],
    ["made", ({ ledger }) => ledger.produced],
    ["rows written twice", ({ quality }) => Object.values(quality).reduce((sum, { duplicates }) => sum + duplicates, 0)],
    ["rows missing", ({ quality }) => Object.values(quality).reduce((sum, { missing }) => sum + missing, 0)],
  ];
  return counts.flatMap(([what, count]) => {
    const [now, before] = [count(struck), count(without)];
    return now === before ? [] : [`${exact(now)} ${what} instead of ${exact(before)}`];
  });
}

function lost({ ledger }: RunResult): number {
  return Object.values(ledger.dropped).reduce((sum, reasons) => sum + total(reasons), 0);
}

function refused({ requests = {} }: RunResult): number {
  return Object.values(requests).reduce((sum, each) => sum + total(each.refused), 0);
}

function total(counts: { readonly [reason: string]: number }): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function waitsMoved(struck: RunResult, without: RunResult): string[] {
  return Object.entries(struck.latency).flatMap(([id, { p99Ms, p50Ms }]) => {
    const before = without.latency[id];
    const [now, then, which] = same(p99Ms, before?.p99Ms ?? null)
      ? [p50Ms, before?.p50Ms ?? null, "p50"]
      : [p99Ms, before?.p99Ms ?? null, "p99"];
    if (now === null || same(now, then)) return [];
    return [`${which} at ${id} ${duration(round(now))} instead of ${then === null ? "none" : duration(round(then))}`];
  });
}

function nodesMoved(struck: RunResult, without: RunResult): string[] {
  return Object.entries(struck.nodes).flatMap(([id, now]) => {
    const before = without.nodes[id];
    if (before === undefined) return [];
    if (!same(now.downMs, before.downMs)) return [`${id} was away for ${duration(round(now.downMs))}`];
    if (!same(now.waitMs.mean, before.waitMs.mean))
      return [`mean wait at ${id} ${wait(now.waitMs.mean)} instead of ${wait(before.waitMs.mean)}`];
    if (!same(now.utilisation, before.utilisation))
      return [`${id} at work ${share(now.utilisation)} instead of ${share(before.utilisation)}`];
    return now.arrivals === before.arrivals ? [] : [`${plural(now.arrivals, "arrival")} at ${id} instead of ${exact(before.arrivals)}`];
  });
}

const wait = (ms: number | null): string => (ms === null ? "none" : duration(round(ms)));
const share = (value: number | null): string => (value === null ? "not at all" : percent(value));

/** Anything else a result tells, by the section it stands in: all of them but how long the machine took. */
const SECTIONS: readonly (readonly [keyof RunResult, string])[] = [
  ["logs", "what lay in logs"],
  ["pipelines", "the runs of pipelines"],
  ["checks", "what checks found"],
  ["alarms", "who was told of what"],
  ["questions", "answers to questions of their own"],
  ["recommendation", "the lists that users saw"],
  ["items", "answers about stored things"],
  ["feeds", "home feeds"],
  ["personal", "what was shown of personal data"],
  ["remaining", "what is left of erased users"],
  ["cost", "the bill"],
  ["quality", "figures of tables"],
  ["tables", "rows of tables"],
  ["latency", "waits, in their tails"],
  ["nodes", "the work of parts, by little"],
  ["requests", "what became of requests"],
  ["verdict", "how sure figures of goals are"],
  ["ledger", "the books of records"],
  ["measures", "measures of the scenario"],
  ["causes", "what may explain missed goals"],
  ["findings", "what the run remarks"],
  ["engine", "how long it took to work everything off"],
];

function elsewhere(struck: RunResult, without: RunResult): string[] {
  const moved = SECTIONS.filter(([section]) => JSON.stringify(struck[section]) !== JSON.stringify(without[section]));
  return moved.length === 0
    ? []
    : [
        `it changed ${moved
          .slice(0, 2)
          .map(([, words]) => words)
          .join(" and ")}`,
      ];
}

/** What the busiest thing it struck had left. */
function toSpare({ part }: FaultSpec, { nodes }: RunResult): string {
  const struck = part === EVERY_PART ? Object.values(nodes) : Object.entries(nodes).flatMap(([id, node]) => (id === part ? [node] : []));
  const busy = struck.flatMap(({ utilisation }) => (utilisation === null ? [] : [utilisation]));
  const busiest = busy.length === 0 ? null : Math.max(...busy);
  return busiest === null
    ? "every figure of the run is as it would have been"
    : `${percent(Math.max(0, 1 - busiest))} of capacity was spare`;
}

function same(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && round(a) === round(b));
}

/** Three figures are enough for a sentence, and what differs only beyond them is no effect. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
