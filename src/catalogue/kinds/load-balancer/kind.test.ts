import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { listening } from "../../../../test/support/listening.ts";
import { must } from "../../../base/assert.ts";
import type { Settings } from "../../../design/types.ts";
import { createRun } from "../../../simulate/run.ts";
import { loadBalancer } from "./kind.ts";

/** Two services behind a balancer; the first, or the link to it, has trouble for three minutes of eight. */
function served(settings: Settings, { fault = "crash", part = "first", windowMs = 500, apis = {}, index = -1 } = {}) {
  const design = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 8 } },
      { id: "store", kind: "cassandra" },
      { id: "balancer", kind: "load-balancer", settings: { checkEveryMs: 10_000, unhealthyAfter: 3, healthyAfter: 2, ...settings } },
      { id: "first", kind: "recommendation-api", settings: apis },
      { id: "second", kind: "recommendation-api", settings: apis },
    ],
    wires: [
      "users.events -> job.in",
      "job.lists -> store.write",
      "users.requests -> balancer.requests",
      "balancer.targets -> first.requests",
      "balancer.targets -> second.requests",
      "first.reads -> store.read",
      "second.reads -> store.read",
    ],
  });
  const faults = [{ fault, part, atMs: 122_000, durationMs: 180_000, ...(index < 0 ? {} : { index }) }];
  const created = createRun({ design, scenario: listening({}, 8), seed: 1, faults, windowMs });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const result = run.result(0);
  const { asked, answered, notFound, refused: byReason } = must(Object.values(result.requests ?? {})[0], "requests");
  const refused = Object.values(byReason).reduce((sum, count) => sum + count, 0);
  expect(asked).toBe(answered + notFound + refused);
  const arrivals = (part: string): number => must(run.machine.nodes.get(part), part).meter.arrivals;
  const { remarks } = must(run.machine.nodes.get("balancer"), "balancer");
  return { result, asked, refused, byReason, arrivals, remarks };
}

test("a dead service gets its half of the calls until its checks have failed, and none until they have passed again (Q8)", () => {
  const { remarks, byReason, arrivals, asked } = served({});
  // Checks of the first come every 10 s from 5 s on: at 125, 135, 145; it is back at 302, so at 305 and 315.
  expect(remarks.map(({ atMs, code }) => [atMs, code])).toEqual([
    [145_000, "target-out"],
    [315_000, "target-back"],
  ]);
  expect(Object.keys(byReason)).toEqual(["service down"]);
  expect(arrivals("first") + arrivals("second")).toBe(asked);
  const blind = served({ checkEveryMs: 300_000 });
  expect(blind.byReason["service down"]).toBeGreaterThan(4 * byReason["service down"]);
  expect(Math.abs(blind.arrivals("first") - blind.asked / 2)).toBeLessThanOrEqual(1);
});

test("a link that is cut is found out by checks without a reply: the first is sent at 125, and has failed by the next (Q8)", () => {
  const { remarks, byReason } = served({ timeoutMs: 5000 }, { fault: "cut-link", part: "w3" });
  expect(remarks.map(({ atMs, code }) => [atMs, code])).toEqual([
    [155_000, "target-out"],
    [305_000, "target-back"],
  ]);
  expect(Object.keys(byReason)).toEqual(["timed out"]);
});

test("what fails is tried elsewhere: nobody sees the dead one", () => {
  const { refused, arrivals, asked } = served({ retries: 1 });
  expect(refused).toBe(0);
  expect(arrivals("first") + arrivals("second")).toBeGreaterThan(asked);
});

test("a dead service fails fast, has the fewest calls under way, and draws more than its share", () => {
  const apis = { instances: 1, threads: 1, workTime: { constant: 400 } };
  const blind = { checkEveryMs: 300_000 };
  const fewest = served({ ...blind, balance: "least-outstanding" }, { apis });
  const inTurn = served({ ...blind, balance: "round-robin" }, { apis });
  expect(fewest.byReason["service down"]).toBeGreaterThan(inTurn.byReason["service down"]);
});

test("windows change nothing: calls, replies and checks need no delay (Q2)", () => {
  const outcome = (windowMs: number): string =>
    JSON.stringify({ ...served({ timeoutMs: 9, retries: 2, balance: "two-choices" }, { windowMs }).result, timing: null });
  const whole = outcome(500);
  for (const windowMs of [7.3, 60_000]) expect(outcome(windowMs)).toBe(whole);
});

test("a balancer costs its hours and what it carries", () => {
  const bill = billOf(loadBalancer, {});
  expect(bill["Balancer"]).toBeCloseTo(730 * 0.0225, 6);
  expect(bill["Capacity"]).toBe(0);
});

test("a target that is drained gets no calls and fails none, and its share again afterwards (Q22)", () => {
  const calm = served({}, { fault: "slow", part: "balancer" });
  const drained = served({}, { fault: "drain", part: "balancer" });
  expect(drained.refused).toBe(calm.refused);
  expect(drained.remarks.map(({ code }) => code)).toEqual(["target-drained"]);
  // Three minutes of eight, of which nobody asks in the last.
  const share = drained.arrivals("first") / calm.arrivals("first");
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(0.75);
  expect(drained.arrivals("first") + drained.arrivals("second")).toBe(drained.asked);
});

test("any target can be drained, counted as its wires are drawn; one that is not there is refused (Q22)", () => {
  const { arrivals, remarks } = served({}, { fault: "drain", part: "balancer", index: 1 });
  expect(arrivals("second")).toBeLessThan(0.75 * arrivals("first"));
  expect(remarks).toMatchObject([{ code: "target-drained", facts: { target: "second" } }]);
  expect(() => served({}, { fault: "drain", part: "balancer", index: 2 })).toThrow("none has the index 2");
});

test("weights are of all targets, in the order of their wires (Q22)", () => {
  const { arrivals } = served({ balance: "weighted", firstWeight: 1, otherWeights: "4" }, { fault: "slow", part: "balancer" });
  expect(arrivals("second") / arrivals("first")).toBeGreaterThan(3.95);
  expect(arrivals("second") / arrivals("first")).toBeLessThan(4.05);
  expect(() => served({ balance: "weighted", otherWeights: "4, x" })).toThrow("separated by commas");
});

test("by weight the first target gets its multiple of each other one's calls (Q22)", () => {
  const { arrivals } = served({ balance: "weighted", firstWeight: 3 }, { fault: "slow", part: "balancer" });
  expect(arrivals("first") / arrivals("second")).toBeGreaterThan(2.95);
  expect(arrivals("first") / arrivals("second")).toBeLessThan(3.05);
});
