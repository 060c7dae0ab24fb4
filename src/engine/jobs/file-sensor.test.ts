import { expect, test } from "vitest";
import { callRun } from "../../../test/support/call-run.ts";
import { HOUR_MS, Landing, MINUTE_MS, states, underAirflow, underCron } from "../../../test/support/pipeline-drill.ts";
import type { Task } from "../../../test/support/pipeline-drill.ts";
import { FileSensor } from "./file-sensor.ts";
import type { FileSensorSpec } from "./file-sensor.ts";

const POKE: FileSensorSpec = {
  mode: "poke",
  pokeMs: MINUTE_MS,
  timeoutMs: 7 * 24 * HOUR_MS,
  filesEach: 1,
  landedAfterEnd: false,
  lookBackMs: HOUR_MS,
};

/** A task that writes the file of its hour, and a sensor beside it that waits for that file. */
function writerAndSensor(spec: Partial<FileSensorSpec>, takesMs = 10.5 * MINUTE_MS): readonly Task[] {
  let landing: Landing | null = null;
  return [
    {
      id: "sensor",
      build: (run) => {
        landing = new Landing(run);
        return new FileSensor("sensor", run, [landing.queue], { ...POKE, ...spec });
      },
    },
    { id: "writer", takesMs, done: ({ interval, endsAtMs }) => landing?.file(interval.toMs / HOUR_MS - 1, endsAtMs) },
  ];
}

const ONE_SLOT = { slots: { poolSlots: 1, maxActiveTasks: 16 } };

/** Minutes into the run's first hour at which the sensor began, and ended. */
function waited(dag: ReturnType<typeof underAirflow>): readonly number[] {
  const [made] = dag.runs[0].tasks[0].tries;
  return [made.beganMs, made.endedMs].map((ms) => Number(ms) / MINUTE_MS - 60);
}

test("row A9: it looks every 60 s and holds its slot; it sees the file at the look after it has landed", () => {
  const dag = underAirflow({ tasks: writerAndSensor({}), hours: 1.9 });
  expect(states(dag)).toBe("success success");
  expect(waited(dag)).toEqual([0, 11]);
});

test("row A9: a sensor that pokes in the only slot starves the task it waits for; others do not (O3)", () => {
  const hours = 30;
  const stuck = underAirflow({ tasks: writerAndSensor({}), hours }, ONE_SLOT);
  expect(stuck.runs.slice(0, 2).map(({ tasks }) => tasks.map(({ state }) => state))).toEqual([
    ["running", "scheduled"],
    ["scheduled", "scheduled"],
  ]);
  const { forMs, sensors, slots } = stuck.waits.longestWait(hours * HOUR_MS);
  expect([forMs / HOUR_MS, sensors, slots]).toEqual([29, 1, 1]);
  for (const mode of ["reschedule", "deferrable"] as const) {
    const free = underAirflow({ tasks: writerAndSensor({ mode }), hours: 5.9 }, ONE_SLOT);
    expect(free.runs.map(({ state }) => state)).toEqual(["success", "success", "success", "success", "success"]);
  }
});

test("in reschedule mode every look needs a slot of its own; a deferred one asks again only when the file is there", () => {
  // The slot is free at 10.5 when the writer is done: the look of minute 1 has waited for it until then, and sees what landed before.
  expect(waited(underAirflow({ tasks: writerAndSensor({ mode: "reschedule" }), hours: 1.9 }, ONE_SLOT))).toEqual([0, 11.5]);
  expect(waited(underAirflow({ tasks: writerAndSensor({ mode: "deferrable" }), hours: 1.9 }, ONE_SLOT))).toEqual([0, 11]);
  const between = underAirflow({ tasks: writerAndSensor({ mode: "deferrable" }), hours: 1.1 });
  expect(states(between)).toBe("deferred running");
});

test("a sensor that gave up has failed for good, however many retries there are", () => {
  const retry = { retries: 3, delayMs: 1000, multiplier: 1 };
  for (const mode of ["poke", "reschedule", "deferrable"] as const) {
    const dag = underAirflow({ tasks: writerAndSensor({ timeoutMs: 5.5 * MINUTE_MS, mode }), hours: 1.9 }, { retry });
    expect(states(dag)).toBe("failed success");
    expect(waited(dag)).toEqual([0, 5.5]);
    expect(dag.runs[0].tasks[0].tries.length).toBe(1);
  }
});

test("told to, it waits until a file has landed after the hour was over", () => {
  let landing: Landing | null = null;
  const tasks: readonly Task[] = [
    {
      id: "sensor",
      build: (run) => {
        landing = new Landing(run);
        landing.file(0, 30 * MINUTE_MS);
        landing.file(0, 75.5 * MINUTE_MS);
        return new FileSensor("sensor", run, [landing.queue], { ...POKE, landedAfterEnd: true });
      },
    },
  ];
  expect(waited(underAirflow({ tasks, hours: 1.9 }))).toEqual([0, 16]);
});

test("a script waits with it, in whatever mode, and goes on to the next job", () => {
  for (const mode of ["poke", "reschedule", "deferrable"] as const) {
    let landing: Landing | null = null;
    const tasks: readonly Task[] = [
      {
        id: "sensor",
        build: (run) => {
          landing = new Landing(run);
          landing.file(0, 65.2 * MINUTE_MS);
          return new FileSensor("sensor", run, [landing.queue], { ...POKE, mode });
        },
      },
      { id: "then", after: ["sensor"] },
    ];
    const line = underCron({ tasks, hours: 1.9 });
    expect(line.runs[0].tasks.map((task) => Number(task.tries[0].endedMs) / MINUTE_MS - 60)).toEqual([6, 7]);
  }
});

test("begun by a job that nobody keeps a record of it waits where it is, in whatever mode", () => {
  for (const mode of ["poke", "reschedule", "deferrable"] as const) {
    const run = callRun(1, HOUR_MS);
    const landing = new Landing(run);
    const sensor = new FileSensor("sensor", run, [landing.queue], { ...POKE, mode });
    const attempt = sensor.attempts.begin(0, { fromMs: 0, toMs: HOUR_MS }, "by-itself");
    landing.file(0, 70_000);
    sensor.advance(120_000);
    for (let at = sensor.nextChangeMs(); at < HOUR_MS; at = sensor.nextChangeMs()) sensor.change(at);
    expect([attempt.waits, attempt.end?.state, attempt.end?.atMs]).toEqual([false, "success", 60_000]);
  }
});

/** A sensor begun by a job, of whose hour one file of two has landed at the end of production, and the run it stands in. */
function lacksOne(begun: "by-itself" | "by-record", landsAtMs = Infinity) {
  const run = callRun(1, HOUR_MS);
  const landing = new Landing(run);
  const sensor = new FileSensor("sensor", run, [landing.queue], { ...POKE, filesEach: 2 });
  sensor.attempts.begin(0, { fromMs: 0, toMs: HOUR_MS }, begun);
  landing.file(0, 70_000);
  if (landsAtMs < Infinity) landing.file(0, landsAtMs);
  sensor.advance(HOUR_MS);
  return sensor;
}

test("once nothing more can land the run need not wait for the time-out of a sensor that a job began, and is told so (O5)", () => {
  const sensor = lacksOne("by-itself");
  expect(sensor.finish(HOUR_MS)).toBe(true);
  expect(sensor.remarks.map(({ code, facts }) => [code, facts])).toEqual([["waits-in-vain", { attempts: 1, files: 1, wanted: 2 }]]);
  expect(sensor.attempts.open.map(({ end }) => end)).toEqual([null]);
  // Who keeps a record of it may do something about its time-out.
  expect(lacksOne("by-record").finish(HOUR_MS)).toBe(false);
});

test("a sensor that will see all its files at its next look is waited for (O5)", () => {
  const sensor = lacksOne("by-itself", HOUR_MS - 500);
  expect(sensor.finish(HOUR_MS)).toBe(false);
  for (let at = sensor.nextChangeMs(); at <= HOUR_MS; at = sensor.nextChangeMs()) sensor.change(at);
  expect([sensor.finish(HOUR_MS), sensor.attempts.succeeded, sensor.remarks]).toEqual([true, 1, []]);
});
