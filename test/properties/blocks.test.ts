import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { Settings } from "../../src/design/types.ts";
import { runDesign } from "../../src/simulate/run.ts";
import type { RunInput } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { smallScenario } from "../support/small-workload.ts";
import { EVENTS, randomCase } from "./random-designs.ts";
import type { RandomCase } from "./random-designs.ts";

const BLOCKS = [1, 7, 64, 2048];
const MOST_HOPS = 400_000;
/** Families of parts that run chains of operators. */
const CHAINED = ["flink", "kafka-streams"];
const CASES = 12;
const ASKED = 6;
/** Four runs with all their tables take a busy machine longer than a test usually may. */
const LONG_MS = 180_000;

/** Verdicts, bill, ledger, figures and every table of a run as text, in which a column's values stand as the hash of their bytes. */
function outcome(input: RunInput): string {
  const run = runDesign(input);
  if (run.outcome.status !== "finished") return JSON.stringify(run.outcome.status);
  const tables = run.tables();
  return JSON.stringify([{ ...run.outcome.result, timing: null }, tables], (_name, value: unknown) =>
    typeof value === "bigint" ? String(value) : ArrayBuffer.isView(value) ? hashOf(value) : value,
  );
}

const hashOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");

function inputOf({ design, users, seed, faults, replays }: RandomCase): RunInput {
  return {
    ...{ design, scenario: users === null ? null : smallScenario(users), seed, faults, limits: { recordHops: MOST_HOPS } },
    ...(replays ? { events: EVENTS } : {}),
  };
}

/** The first random drawings with a chain of operators in them, and the first in which somebody asks for lists. */
function firstCases(): readonly RandomCase[] {
  const [chained, asked]: RandomCase[][] = [[], []];
  for (let seed = 0; chained.length < CASES || asked.length < ASKED; seed++) {
    const trial = randomCase(seed);
    if (trial.design.system.parts.some(({ kind }) => CHAINED.includes(kind)) && chained.length < CASES) chained.push(trial);
    else if (
      trial.users?.generator === "tastes" &&
      trial.design.system.wires.some(({ from }) => from.port === "requests") &&
      asked.length < ASKED
    )
      asked.push(trial);
  }
  return [...chained, ...asked];
}

const TRIALS = firstCases();

describe("how many rows go through a chain together changes nothing: tables, verdicts, bills (E17)", () => {
  test.each(TRIALS.map((trial) => [trial.seed, trial] as const))(
    "random drawing %i",
    (_seed, trial) => {
      const reference = outcome({ ...inputOf(trial), blockRows: 1 });
      for (const blockRows of BLOCKS.slice(1)) expect(outcome({ ...inputOf(trial), blockRows })).toBe(reference);
    },
    LONG_MS,
  );

  const SETTINGS: { readonly [name: string]: Settings } = {
    "a buffer of a few records, so that the reader waits for its tasks": { networkBuffers: 1, parallelism: 2, allowedLatenessMs: 10_000 },
    "late sessions, taken back and sent again": { watermarkDelayMs: 0, allowedLatenessMs: 3_600_000 },
    "answers from outside": { enrich: "unordered", enrichLatency: { lognormal: { medianMs: 80, p99Ms: 900 } }, enrichInFlight: 20 },
    "one reader for each task": { exchange: "trust-log" },
  };
  const faults: FaultSpec[] = [
    // What is read again after the crash is there at once, and more than fits the buffer of the slow task.
    { part: "flink", fault: "slow", atMs: 100_000, durationMs: 90_000, amount: 1000 },
    { part: "flink", fault: "crash", atMs: 150_250, durationMs: 5000 },
  ];

  test.each(Object.entries(SETTINGS))("%s", (_name, settings) => {
    const design = drawing({
      parts: [
        { id: "app", kind: "mobile-app" },
        { id: "kafka", kind: "kafka" },
        { id: "flink", kind: "flink", settings: { checkpointIntervalMs: 20_000, ...settings } },
        { id: "store", kind: "druid" },
      ],
      wires: [
        "app.events -> kafka.produce",
        "kafka.consume -> flink.in",
        "flink.sessions -> store.ingest",
        "flink.aggregates -> store.ingest",
      ],
    });
    const scenario = smallScenario({ durationMs: 4 * 60_000, drainMs: 8 * 60_000, users: 1000, sessionsPerSecond: 8 });
    const of = (blockRows: number): string => outcome({ design, scenario, seed: 5, faults, blockRows });
    const reference = of(1);
    expect(reference).toContain('"balanced":true');
    for (const blockRows of BLOCKS.slice(1)) expect(of(blockRows)).toBe(reference);
  });
});
