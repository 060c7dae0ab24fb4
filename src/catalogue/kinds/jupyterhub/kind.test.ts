import { describe, expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf, headlineOf, refusalsOf } from "../../../../test/support/kind-bill.ts";
import { smallScenario } from "../../../../test/support/small-workload.ts";
import type { Settings } from "../../../design/types.ts";
import type { FaultSpec } from "../../../result/snapshot.ts";
import { createRun } from "../../../simulate/run.ts";
import { jupyterhub } from "./kind.ts";

/** Two hours of a team that asks Athena, from a hub or from machines of their own. */
function ran(kind: string, settings: Settings, faults: readonly FaultSpec[] = [], windowMs = 500) {
  const created = createRun({
    design: drawing({
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "delivery", kind: "firehose" },
        { id: "raw", kind: "s3" },
        { id: "athena", kind: "athena" },
        { id: "people", kind, settings: { people: 100, sessionsPerDay: 5, queriesPerSession: 10, thinkMs: 20_000, ...settings } },
      ],
      wires: ["app.events -> delivery.in", "delivery.files -> raw.objects", "raw.objects -> athena.data", "athena.rows -> people.rows"],
    }),
    scenario: smallScenario({ durationMs: 7_200_000, sessionsPerSecond: 0.1 }),
    seed: 5,
    faults,
    windowMs,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  while (!created.value.over) created.value.step();
  const { machine } = created.value;
  const result = created.value.result(0);
  const usage = machine.nodes.get("people")?.usage() ?? {};
  const use = (key: string): number => usage[key] ?? Number.NaN;
  return {
    result,
    use,
    scanned: machine.nodes.get("athena")?.usage()["scannedBytes"] ?? 0,
    remarks: machine.nodes.get("people")?.remarks.map(({ code }) => code) ?? [],
  };
}

describe("people at notebooks", () => {
  test("sit down as often as they say and ask as many questions, which scan real bytes and are timed (H20)", () => {
    const { use, scanned, result } = ran("jupyterhub", { machine: "m5.2xlarge" });
    // 100 people, five sessions a day, for two hours: 42 sessions of ten questions.
    expect(use("queries")).toBeGreaterThan(250);
    expect(use("queries")).toBeLessThan(650);
    expect(scanned).toBeGreaterThanOrEqual(use("queries") * 10_000_000);
    expect(result.latency["athena"]?.count).toBeGreaterThan(0);
  });

  test("leave servers that are paid until they are stopped: for good where nothing stops them (H20)", () => {
    const [kept, stopped] = [ran("sagemaker-notebook", {}), ran("sagemaker-notebook", { idleMs: 600_000 })];
    expect(kept.use("queries")).toBeGreaterThan(200);
    expect(kept.use("instanceHours")).toBeGreaterThan(1.5 * stopped.use("instanceHours"));
    for (const { use } of [kept, stopped]) expect(use("idleHours") / use("instanceHours")).toBeGreaterThan(0.7);
  });

  test("find no room where idle servers take it, and room where they are stopped (H20)", () => {
    const small = { machine: "m5.large", memoryMb: 1000, idleMs: null };
    const [never, soon] = [ran("jupyterhub", small), ran("jupyterhub", { ...small, idleMs: 60_000 })];
    expect(never.remarks).toEqual(["no-room"]);
    expect(never.use("turnedAway")).toBeGreaterThan(20);
    expect(soon.use("turnedAway")).toBeLessThan(never.use("turnedAway") / 2);
  });

  test("are gone while the hub is down, and come in crowds before a deadline (H20)", () => {
    const quiet = ran("jupyterhub", {}).use("queries");
    const down = ran("jupyterhub", {}, [{ fault: "outage", part: "people", atMs: 1_800_000, durationMs: 3_600_000 }]);
    const crowd = ran("jupyterhub", { machine: "m5.2xlarge" }, [
      { fault: "burst", part: "people", atMs: 1_800_000, durationMs: 1_800_000, amount: 5 },
    ]);
    expect(down.use("queries")).toBeLessThan(quiet);
    expect(down.remarks).toEqual(["outage"]);
    expect(crowd.use("queries")).toBeGreaterThan(1.3 * quiet);
  });

  test("however time is cut into windows (E3)", () => {
    const of = (windowMs: number) => JSON.stringify({ ...ran("jupyterhub", { memoryMb: 4000 }, [], windowMs).result, timing: null });
    expect(of(333)).toBe(of(5000));
  });
});

test("the machine is paid whatever anybody does, and one without room for a server is refused", () => {
  expect(billOf(jupyterhub, {}, { instanceHours: 5 })).toEqual({ Machine: expect.closeTo(730 * 0.192, 6) });
  expect(refusalsOf(jupyterhub, { machine: "m5.large", memoryMb: 9000 })).toHaveLength(1);
  expect(headlineOf(jupyterhub, {})).toBe("20 people · m5.xlarge · 15 servers");
});
