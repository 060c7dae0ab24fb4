import { useMemo } from "react";
import type { Design } from "../../../design/types.ts";
import type { Goal, Scenario } from "../../../scenario/types.ts";
import type { RunIncident, RunSnapshot } from "../../../result/snapshot.ts";
import type { GoalOutcome, Ledger, RunResult } from "../../../result/result.ts";
import { formatClock, formatInstant } from "../../parts/format.ts";
import { useDesign } from "../../stores/design-store.ts";
import { isActive } from "../../stores/run-machine.ts";
import type { RunStatus } from "../../stores/run-machine.ts";
import type { RunSeries } from "../../stores/run-series.ts";
import { resultOf, runStore, scrubTo, useRun, useStartAt } from "../../stores/run-store.ts";
import { useSession } from "../../stores/session-store.ts";

/** One run as the results show it: live, over, or looked back at. */
export type RunView = {
  readonly status: RunStatus;
  readonly active: boolean;
  /** The result of the whole run; null while it runs and while looking back. */
  readonly result: RunResult | null;
  /** The same, also while looking back: for what only a whole run has (the bill, percentiles, tables). */
  readonly whole: RunResult | null;
  readonly snapshot: RunSnapshot | null;
  readonly ledger: Ledger | null;
  readonly series: RunSeries;
  /** Number of moments of the series up to the one shown. */
  readonly until: number;
  /** The moment shown, in simulated ms; null when the whole run is. */
  readonly nowMs: number | null;
  /** How that moment is called in a sentence: `now`, `at 12:30:00`, `at the end`. */
  readonly momentText: string;
  readonly spanMs: number;
  readonly incidents: readonly RunIncident[];
  /** The run was kept by the browser: it has figures, and neither rows nor anything over time. */
  readonly kept: boolean;
  /** The document as it ran. */
  readonly design: Design;
  readonly scenario: Scenario | null;
  readonly clock: (ms: number) => string;
  /** The same with the day, where the run is longer than one. */
  readonly instant: (ms: number) => string;
  readonly pick: (ms: number) => void;
};

const NO_INCIDENTS: readonly RunIncident[] = [];

function momentsUntil(atMs: Float64Array, ms: number): number {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] ?? Number.POSITIVE_INFINITY) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Looks at a moment of the run; at or after its newest one, at the run as it is. */
function lookBackAt(ms: number): void {
  const doneMs = runStore.getState().latest?.simulatedMs ?? 0;
  scrubTo(ms >= doneMs ? null : ms);
}

export function useRunView(): RunView {
  const status = useRun((run) => run.status);
  const snapshot = useRun((run) => run.snapshot);
  const series = useRun((run) => run.series);
  const whole = useRun(resultOf);
  const scrubMs = useRun((run) => run.scrubMs);
  const designRun = useRun((run) => run.designRun);
  const kept = useRun((run) => run.kept !== null);
  const current = useDesign((design) => design);
  const scenario = useSession((session) => session.scenario);
  const startAt = useStartAt();
  const clock = useMemo(() => (ms: number) => formatClock(startAt, ms), [startAt]);
  const spanMs = Math.max(whole?.engine.simulatedMs ?? snapshot?.totalMs ?? 0, 1);
  const instant = useMemo(() => (ms: number) => formatInstant(startAt, ms, spanMs), [startAt, spanMs]);
  const active = isActive(status);
  const result = scrubMs === null ? whole : null;
  const nowMs = scrubMs ?? (active ? (snapshot?.simulatedMs ?? 0) : null);
  return {
    status,
    active,
    result,
    whole,
    snapshot,
    ledger: result?.ledger ?? snapshot?.ledger ?? null,
    series,
    until: scrubMs === null ? series.length : momentsUntil(series.atMs, scrubMs),
    nowMs,
    momentText: scrubMs !== null ? `at ${instant(scrubMs)}` : active ? "now" : "at the end",
    spanMs,
    incidents: snapshot?.log ?? NO_INCIDENTS,
    kept,
    design: designRun ?? current,
    scenario,
    clock,
    instant,
    pick: lookBackAt,
  };
}

export function goalFor(view: RunView, metric: string): Goal | GoalOutcome | null {
  return (
    view.result?.verdict.goals.find((goal) => goal.metric === metric) ?? view.scenario?.goals.find((goal) => goal.metric === metric) ?? null
  );
}

const MS_PER_UNIT: { readonly [unit: string]: number } = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** The target of a goal about time, in ms. */
export function targetMs(goal: Goal | GoalOutcome): number {
  return goal.target * (Object.hasOwn(MS_PER_UNIT, goal.unit) ? (MS_PER_UNIT[goal.unit] ?? 1) : 1);
}

/** The 95 % interval of a goal that a finished run has judged. */
export function intervalOf(goal: Goal | GoalOutcome | null): readonly [number, number] | null {
  return goal !== null && "ci95" in goal ? goal.ci95 : null;
}
