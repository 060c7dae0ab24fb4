import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import type { FaultSpec } from "../../result/snapshot.ts";
import { createRun, runDesign } from "../run.ts";

const DESIGN = drawing({
  parts: [
    { id: "load", kind: "poisson-source", settings: { ratePerSecond: 5 } },
    { id: "log", kind: "kafka" },
    { id: "worker", kind: "stream-worker", settings: { instances: 1 } },
    { id: "end", kind: "sink" },
  ],
  wires: ["load.out -> log.produce", "log.consume -> worker.in", "worker.out -> end.in"],
  workload: { durationMs: 20_000, drainMs: 40_000 },
});
const base = { design: DESIGN, scenario: null, seed: 1 };

function refusal(fault: Omit<FaultSpec, "part" | "atMs"> & Partial<FaultSpec>): string {
  const created = createRun({ ...base, faults: [{ part: "log", atMs: 1000, ...fault }] });
  return created.ok ? "" : created.error.map(({ code, message }) => `${code} ${message}`).join(" | ");
}

test.each<[string, Omit<FaultSpec, "part"> & Partial<FaultSpec>, string]>([
  [
    "a broker that is not there",
    { fault: "crash", index: 7 },
    'fault-index log has 3 targets for "crash", and none has the index 7: 0 to 2 are broker-0 to broker-2. Name one of these.',
  ],
  [
    "the one machine there is, counted from 1",
    { fault: "crash", part: "worker", index: 1 },
    'fault-index worker has 1 target for "crash", and none has the index 1: 0 is instance-0. Name one of these.',
  ],
  [
    "an index where the whole is struck",
    { fault: "rolling-restart", index: 0 },
    'fault-index "rolling-restart" strikes all of log, so the index 0 says nothing. Leave it out.',
  ],
  ["an index of a link", { fault: "cut-link", part: "w0", index: 1 }, "so the index 1 says nothing"],
  [
    "an amount that is ignored",
    { fault: "crash", amount: 4 },
    'fault-amount "crash" of log has no amount, so 4 says nothing. Leave it out.',
  ],
  [
    "a slowness that is none",
    { fault: "slow", amount: 0.5 },
    'fault-amount The amount of "slow" of log is how many times as long as usual it takes, from 1 to 1,000; 0.5 is not. It is 10 when left out.',
  ],
  ["no records that come late", { fault: "late", part: "load", amount: 0 }, "from 1 to 604,800,000; 0 is not"],
  ["a share above one", { fault: "poison", part: "load", amount: 3 }, "from 0.001 to 1; 3 is not"],
  ["a negative amount", { fault: "burst", part: "load", amount: -1 }, "; -1 is not"],
  ["no number", { fault: "burst", part: "load", amount: Number.NaN }, "NaN is not"],
  [
    "the instant of the end",
    { fault: "crash", atMs: 60_000 },
    'fault-after-end "crash" would strike at 60 s, and the run is over at 60 s. Let it strike earlier, or make the run longer.',
  ],
  ["no time at all", { fault: "crash", durationMs: 0 }, 'fault-duration "crash" would last 0 ms. Give it a time above 0.'],
  [
    "longer than any scenario",
    { fault: "crash", durationMs: 32 * 86_400_000 },
    'fault-duration "crash" would last 32 days. Give it 31 days at most.',
  ],
  ["for ever", { fault: "crash", durationMs: Number.POSITIVE_INFINITY }, "Give it 31 days at most."],
  ["for no number of ms", { fault: "crash", durationMs: Number.NaN }, "Give it a time above 0."],
  ["every part, where one cannot follow", { fault: "crash", part: "*", index: 2 }, "worker has 1 target"],
])("%s is refused in a sentence that says what to do (S2f)", (_, fault, sentence) => {
  expect(refusal(fault)).toContain(sentence);
});

test("what the declaration allows is allowed, to its very ends (S2f)", () => {
  expect(refusal({ fault: "crash", index: 2, atMs: 59_999 })).toBe("");
  expect(refusal({ fault: "slow", amount: 1 })).toBe("");
  expect(refusal({ fault: "slow", amount: 1000, index: 0 })).toBe("");
  expect(refusal({ fault: "crash", durationMs: 31 * 86_400_000 })).toBe("");
  expect(refusal({ fault: "zone-loss", part: "*", index: 2 })).toBe("");
});

test("a fault whose instant never came, as all was worked off before, is told with the result (S2f)", () => {
  const late: FaultSpec = { fault: "crash", part: "log", atMs: 55_000 };
  const ran = runDesign({ ...base, faults: [late, { ...late, atMs: 5000 }] }).outcome;
  if (ran.status !== "finished") throw new Error(ran.status);
  const told = ran.result.findings.filter(({ code }) => code === "fault-after-end");
  expect(told.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^"crash" of log was to strike at 55 s; by [\d.]+ s all was worked off and the run over\. Let it strike earlier/),
  ]);
});

test("during a run a fault is held against the same declaration (S2f)", () => {
  const created = createRun({ ...base, faults: [] });
  if (!created.ok) throw new Error("refused");
  const run = created.value;
  run.step();
  expect(run.inject({ fault: "crash", part: "log", index: 3 })).toBe(false);
  expect(run.inject({ fault: "crash", part: "log", amount: 3 })).toBe(false);
  expect(run.inject({ fault: "crash", part: "log", index: 2 })).toBe(true);
  expect(run.log.filter(({ kind }) => kind === "pressed")).toHaveLength(1);
});
