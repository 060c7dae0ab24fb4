import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { FEW_REQUESTS, requestsScenario } from "../support/few-requests.ts";

const MINUTE = 60_000;
/** One thread for each instance and 20 ms of it for a call: 50 a second is all one can do. */
const ONE_THREAD = { instances: 2, threads: 1, lineLimit: 1e6, workTime: { constant: 20 }, drainForMs: 10_000 };
const SCALES = { scalesBy: "busy", targetBusyPercent: 50, maxInstances: 10, scalePeriodMs: 10_000, periodsAbove: 2, periodsBelow: 3 };
const NEAR = { newShare: 0, roundTripMedianMs: 1, roundTripP99Ms: 1, retries: 0, timeoutMs: 600_000 };

/** Some minutes of a service that answers by itself in its own time, from a store that takes none. */
function served(app: Settings, { perSecond = 40, minutes = 4, faults = [] as readonly FaultSpec[], windowMs = 1000 } = {}) {
  const base = requestsScenario(minutes);
  const workload = { ...base.workload, sessionsPerSecond: perSecond, requests: FEW_REQUESTS };
  const created = createRun({
    design: drawing({
      parts: [
        { id: "clients", kind: "request-clients", settings: NEAR },
        { id: "app", kind: "app-service", settings: { ...ONE_THREAD, ...app } },
        { id: "db", kind: "postgres", settings: { readTime: { constant: 0.01 }, writeTime: { constant: 0.01 }, cores: 64 } },
      ],
      wires: ["clients.requests -> app.calls", "app.store -> db.calls"],
    }),
    scenario: { ...base, workload },
    seed: 1,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  const up: number[] = [];
  const app1 = must(run.machine.nodes.get("app"), "app");
  while (!run.over) {
    run.step();
    up.push(app1.instancesUp(run.snapshot(0).simulatedMs) ?? NaN);
  }
  const result = run.result(0);
  const { asked, answered, notFound, refused } = must(Object.values(result.requests ?? {})[0], "requests");
  const failed = Object.values(refused).reduce((sum, count) => sum + count, 0);
  expect(asked).toBe(answered + notFound + failed);
  return {
    result,
    asked,
    refused,
    failed,
    up,
    remarks: app1.remarks,
    usage: app1.usage(),
    p99Ms: must(Object.values(result.latency)[0]?.p99Ms, "p99"),
  };
}

const at = (minutes: number) => minutes * MINUTE;

test("more than the threads can do brings instances a start later, and no more than the load needs (Q24)", () => {
  // 95 a second keep 1.9 threads busy: at half of them 3.8, so four instances.
  const { remarks, usage, failed } = served({ ...SCALES, startMs: 15_000, cooldownMs: 60_000 }, { perSecond: 95, minutes: 6 });
  const outs = remarks.filter(({ code }) => code === "scaled-out");
  expect(outs[0]?.atMs).toBe(20_000);
  expect(outs[0]?.facts["instances"]).toBe(4);
  expect(outs.at(-1)?.facts["instances"]).toBeLessThanOrEqual(5);
  expect(failed).toBe(0);
  const hours = must(usage["instanceHours"], "hours");
  expect(hours).toBeGreaterThan((2 * 6) / 60);
  expect(hours).toBeLessThan((5 * 6) / 60);
});

test("what nobody asks for any more lets them go, each with the calls it had, and they are paid no longer (Q24)", () => {
  const settings = { ...SCALES, instances: 1, startMs: 1000, cooldownMs: 10_000 };
  const rush: FaultSpec = { part: "clients", fault: "burst", atMs: at(0.5), durationMs: at(1.5), amount: 5 };
  const { remarks, usage, failed } = served(settings, { perSecond: 20, minutes: 6, faults: [rush] });
  expect(remarks.some(({ code }) => code === "scaled-in")).toBe(true);
  expect(remarks.findLast(({ code }) => code === "scaled-in")?.facts["instances"]).toBe(1);
  expect(failed).toBe(0);
  expect(must(usage["instanceHours"], "hours")).toBeLessThan((3 * 6) / 60);
  const slow = served({ ...settings, startMs: 60_000 }, { perSecond: 20, minutes: 6, faults: [rush] });
  const fixed = served({ instances: 1 }, { perSecond: 20, minutes: 6, faults: [rush] });
  expect(slow.p99Ms).toBeLessThan(fixed.p99Ms);
});

test("a later start is a longer wait (Q24)", () => {
  const rush: FaultSpec = { part: "clients", fault: "burst", atMs: at(0.5), durationMs: at(3), amount: 5 };
  const p99 = (startMs: number): number =>
    served({ ...SCALES, instances: 1, startMs, cooldownMs: 60_000 }, { perSecond: 20, minutes: 6, faults: [rush] }).p99Ms;
  expect(p99(60_000)).toBeGreaterThan(1.5 * p99(1000));
});

test("calls of each instance in a minute are another measure (Q24)", () => {
  const settings = { ...SCALES, scalesBy: "calls", targetCalls: 1200, startMs: 1000, cooldownMs: 60_000 };
  // 55 a second are 3,300 a minute: three instances of 1,200.
  const { remarks } = served(settings, { perSecond: 55 });
  expect(remarks.map(({ code, facts }) => [code, facts["instances"]])).toEqual([["scaled-out", 3]]);
});

const DEPLOY: FaultSpec = { part: "app", fault: "deploy", atMs: at(1), durationMs: at(10) };
const BAD: FaultSpec = { part: "app", fault: "bad-deploy", atMs: at(1), durationMs: at(2), amount: 0.5 };
const ROOM = { instances: 4, threads: 2, startMs: 5000, deployGraceMs: 10_000 };

test("a new version comes batch after batch, no call fails, and there are never fewer where new ones come first (Q25)", () => {
  const { remarks, failed, up, usage } = served(ROOM, { faults: [DEPLOY] });
  expect(failed).toBe(0);
  const [done] = remarks;
  expect([done?.code, done?.facts["instances"], done?.facts["brokenCalls"]]).toEqual(["deployed", 4, 0]);
  // Each of four drains some ms, starts for 5 s and is watched for 10.
  expect(done?.facts["tookMs"]).toBeGreaterThan(60_000);
  expect(done?.facts["tookMs"]).toBeLessThan(61_000);
  expect(Math.min(...up.filter((each) => !Number.isNaN(each)))).toBe(3);
  expect(usage["instanceHours"]).toBeCloseTo((4 * 4) / 60, 6);
  const surge = served({ ...ROOM, deployNewFirst: true, deployBatch: 2 }, { faults: [DEPLOY] });
  expect(Math.min(...surge.up.filter((each) => !Number.isNaN(each)))).toBe(4);
  expect(surge.remarks[0]?.facts["tookMs"]).toBeCloseTo(30_000, -3);
  // Twice two more for the five seconds of a start.
  expect(must(surge.usage["instanceHours"], "hours") - (4 * 4) / 60).toBeCloseTo((4 * 5) / 3600, 3);
});

test("all at a time is an outage of a start; the drain saves what was under way, none loses it (Q25)", () => {
  const whole = served({ ...ROOM, deployBatch: 4 }, { faults: [DEPLOY] });
  expect(whole.refused["service down"]).toBeGreaterThan(150);
  const hard = served({ ...ROOM, threads: 10, workTime: { constant: 300 }, drainForMs: 0 }, { faults: [DEPLOY] });
  expect(hard.refused["instance stopped"]).toBeGreaterThan(5);
  expect(hard.remarks[0]?.facts["brokenCalls"]).toBe(hard.refused["instance stopped"]);
});

test("a bad version is taken back after its first batch where somebody looks, else it comes to all until it is undone by hand (Q25)", () => {
  const watched = served({ ...ROOM, rollbackPercent: 5 }, { faults: [BAD] });
  expect(watched.remarks.map(({ code, facts }) => [code, facts["how"]])).toEqual([["deploy-undone", "taken back"]]);
  const blind = served(ROOM, { faults: [BAD] });
  expect(blind.remarks.map(({ code, facts }) => [code, facts["how"]])).toEqual([["deploy-undone", "undone"]]);
  const bad = (each: typeof blind): number => must(each.refused["new version fails"], "errors");
  // One of four for ten seconds, half of its calls: 50; all of it grows batch by batch and stays until minute three.
  expect(bad(watched)).toBeGreaterThan(25);
  expect(bad(watched)).toBeLessThan(90);
  expect(bad(blind)).toBeGreaterThan(10 * bad(watched));
  for (const { remarks, refused } of [watched, blind]) expect(remarks[0]?.facts["failedCalls"]).toBe(refused["new version fails"]);
});

test("windows change nothing of a service whose instances come and go (Q2)", () => {
  const settings = { ...SCALES, startMs: 5000, cooldownMs: 20_000, rollbackPercent: 5 };
  const once = served(settings, { perSecond: 140, faults: [BAD] });
  const again = served(settings, { perSecond: 140, faults: [BAD], windowMs: 137 });
  expect({ ...again.result, timing: null }).toEqual({ ...once.result, timing: null });
});
