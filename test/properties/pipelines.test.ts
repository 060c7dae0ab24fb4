import { expect, test } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import { lognormalSigma, uniform } from "../../src/base/sampler.ts";
import type { Orchestrator, OrchestratorSpec } from "../../src/engine/pipelines/orchestrator.ts";
import type { Try } from "../../src/engine/pipelines/pipeline-run.ts";
import { TRIGGER_RULES } from "../../src/engine/pipelines/trigger-rule.ts";
import { HOUR_MS, MINUTE_MS, underAirflow } from "../support/pipeline-drill.ts";
import type { Struck, Task } from "../support/pipeline-drill.ts";
import { chance, pick } from "./random-settings.ts";

const SEEDS = 60;
const HOURS = 14;

type Trial = { readonly tasks: readonly Task[]; readonly spec: Partial<OrchestratorSpec>; readonly strikes: readonly Struck[] };

/** A pipeline of any shape whose tasks fail now and then, under any settings, with trouble at any time. */
function trialOf(seed: number): Trial {
  const random = createStream(seed, "pipelines");
  const tasks = Array.from({ length: 1 + random.nextBelow(9) }, (_, i): Task => {
    const after = Array.from({ length: i }, (__, before) => `t${before}`).filter(() => chance(random, 0.4));
    const [takesMs, failing] = [1000 + random.nextUniform() * 15 * MINUTE_MS, chance(random, 0.4) ? random.nextBelow(100) : 0];
    return {
      id: `t${i}`,
      takesMs,
      fails: ({ number }) => ((number + 1) * 7919 + i * 104_729) % 100 < failing,
      ...(after.length > 0 ? { after } : {}),
    };
  });
  const rules = tasks.map(() => (chance(random, 0.3) ? pick(random, TRIGGER_RULES) : "all_success"));
  return { tasks, strikes: strikesOf(random), spec: specOf(random, (task) => rules[Number(task.slice(1))]) };
}

function specOf(random: RandomStream, ruleOf: OrchestratorSpec["ruleOf"]): Partial<OrchestratorSpec> {
  const maybe = <T>(value: T): T | null => (chance(random, 0.3) ? value : null);
  return {
    ruleOf,
    catchup: chance(random, 0.5),
    maxActiveRuns: 1 + random.nextBelow(4),
    dependsOnPast: chance(random, 0.2),
    failsFast: chance(random, 0.15),
    slots: { poolSlots: 1 + random.nextBelow(6), maxActiveTasks: 1 + random.nextBelow(6) },
    fleet: { slotsEach: 1 + random.nextBelow(3), least: 1, most: 1 + random.nextBelow(4), addMs: uniform(60_000, 180_000) },
    startDelay: lognormalSigma(4000, 0.5),
    retry: { retries: random.nextBelow(3), delayMs: 1000 + random.nextBelow(600_000), multiplier: chance(random, 0.5) ? 1 : 2 },
    executionTimeoutMs: maybe(10 * MINUTE_MS),
    runTimeoutMs: maybe(50 * MINUTE_MS),
    clear: maybe({ afterMs: 20 * MINUTE_MS, what: pick(random, ["with-downstream", "only-failed"] as const) }),
    backfill: maybe({
      ...{ atMs: random.nextUniform() * HOURS * HOUR_MS, reachMs: 6 * HOUR_MS, maxActiveRuns: 1 + random.nextBelow(4) },
      reprocess: pick(random, ["none", "failed", "completed"] as const),
    }),
  };
}

function strikesOf(random: RandomStream): Struck[] {
  return Array.from({ length: random.nextBelow(4) }, () => ({
    fault: pick(random, ["outage", "crash", "database-outage", "paused", "pool-shrunk"]),
    atMs: random.nextUniform() * HOURS * HOUR_MS,
    durationMs: random.nextUniform() * 2 * HOUR_MS,
    index: random.nextBelow(4),
  }));
}

/** Every try of every task, in the order in which they began; those that never began are left out. */
function begunTries(dag: Orchestrator): Try[] {
  const tries = dag.runs.flatMap((run) => run.tasks.flatMap((task) => task.tries)).filter(({ beganMs }) => beganMs !== null);
  return tries.sort((a, b) => Number(a.beganMs) - Number(b.beganMs));
}

const told = (dag: Orchestrator): unknown =>
  dag.runs.map(({ state, dueMs, beganMs, endedMs, tasks }) => ({
    ...{ state, dueMs, beganMs, endedMs },
    tasks: tasks.map((task) => [task.state, task.tries.map((each) => ({ ...each, attempt: null }))]),
  }));

test.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
  "pipeline %i: windows change nothing, and slots and limits are kept (O1)",
  (seed) => {
    const { tasks, spec, strikes } = trialOf(seed);
    const dag = underAirflow({ tasks, hours: HOURS, strikes, windowMs: 333 }, spec);
    expect(told(underAirflow({ tasks, hours: HOURS, strikes, windowMs: 3 * HOUR_MS }, spec))).toEqual(told(dag));

    const { poolSlots } = spec.slots ?? { poolSlots: Infinity };
    const tries = begunTries(dag);
    for (const { beganMs } of tries) {
      const at = Number(beganMs);
      const running = tries.filter((each) => Number(each.beganMs) <= at && (each.endedMs === null || each.endedMs > at));
      expect(running.length).toBeLessThanOrEqual(poolSlots);
    }
    for (const run of dag.runs) {
      for (const task of run.tasks) {
        expect(task.tries.length).toBeLessThanOrEqual(task.triesAllowed);
        for (const [i, each] of task.tries.entries()) {
          if (each.beganMs !== null) expect(each.beganMs).toBeGreaterThanOrEqual(each.queuedMs);
          if (i > 0) expect(each.queuedMs).toBeGreaterThanOrEqual(Number(task.tries[i - 1].endedMs));
          if (each.beganMs !== null && each.endedMs !== null) expect(each.endedMs).toBeGreaterThanOrEqual(each.beganMs);
        }
      }
      if (run.ended && spec.runTimeoutMs === null && spec.failsFast !== true) expect(run.tasks.every(({ over }) => over)).toBe(true);
    }
  },
);

test("trials meet every state a task can end in, retries, catch-up and rerun runs", () => {
  const dags = Array.from({ length: SEEDS }, (_, seed) => trialOf(seed)).map(({ tasks, spec, strikes }) =>
    underAirflow({ tasks, hours: HOURS, strikes }, spec),
  );
  const states = new Set(dags.flatMap(({ runs }) => runs.flatMap((run) => run.tasks.map(({ state }) => state))));
  for (const state of ["success", "failed", "upstream_failed", "skipped"] as const) expect(states).toContain(state);
  const runs = dags.flatMap((dag) => dag.runs);
  expect(new Set(runs.map(({ why }) => why))).toEqual(new Set(["scheduled", "catch-up"]));
  expect(runs.filter(({ starts }) => starts > 1).length).toBeGreaterThan(20);
  expect(new Set(dags.flatMap(({ remarks }) => remarks.map(({ code }) => code))).size).toBe(10);
});
