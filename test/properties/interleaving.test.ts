import { beforeAll, describe, expect, test } from "vitest";
import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run, RunInput } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { designOf, shortEvening } from "../support/short-evening.ts";

/** A fault pressed at an instant: the run is stepped to it exactly, then struck. */
type Press = { readonly atMs: number; readonly fault: FaultSpec };

const TABLES = ["sessions", "hourly_engagement", "samples", "files"];

function created(input: RunInput): Run {
  const result = createRun(input);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** All a run has to say: its result, what the charts hold and the rows of its tables. */
function told(run: Run): string {
  const columns = [...run.observer.columns].map(([name, column]) => [name, Array.from(column.data.subarray(0, column.length), String)]);
  const tables = run.tables(TABLES).map(({ name, columns: each }) => [name, each]);
  return JSON.stringify([{ ...run.result(0), timing: null }, columns, tables, run.log]);
}

/** One move: to the next window, to the next press, or to any instant before it; sometimes somebody looks. */
function move(run: Run, presses: Press[], random: RandomStream | null): void {
  const next = presses[0];
  const now = run.simulation.now;
  if (next !== undefined && now >= next.atMs) {
    expect(run.inject(next.fault)).toBe(true);
    presses.shift();
    return;
  }
  const limit = next?.atMs ?? Infinity;
  if (random === null) return run.step(limit);
  run.step(Math.min(limit, now + random.nextUniform() * (random.nextBelow(4) === 0 ? 10 : 3000)));
  if (random.nextBelow(40) === 0) run.snapshot(1);
  if (random.nextBelow(200) === 0) run.result(1);
}

function alone(input: RunInput, presses: readonly Press[] = [], random: RandomStream | null = null): string {
  const run = created(input);
  const left = [...presses];
  while (!run.over) move(run, left, random);
  return told(run);
}

describe("runs do not notice each other, nor who looks, nor where they are stopped (E9)", () => {
  const inputs: { readonly input: RunInput; readonly presses: readonly Press[] }[] = [];

  beforeAll(async () => {
    const evening: Scenario = await shortEvening(1.5);
    for (const name of ["druid", "athena"]) {
      const crash: FaultSpec = { part: "kafka", fault: "crash", atMs: 0, durationMs: 20_000, index: 0 };
      inputs.push({
        input: { design: designOf(evening, name), scenario: evening, seed: 3, faults: [] },
        presses: [{ atMs: 61_234.5, fault: crash }],
      });
    }
    const loop = drawing({
      parts: [
        {
          id: "clients",
          kind: "closed-clients",
          settings: { clients: 20, thinkTime: { exponential: 30 }, replyDelayMs: 3, timeoutMs: 2000, zipf: 1 },
        },
        { id: "cache", kind: "cache", settings: { capacityItems: 50 } },
        { id: "left", kind: "service", settings: { serviceTime: { exponential: 4 }, discipline: "priority" } },
        { id: "right", kind: "service", settings: { serviceTime: { exponential: 3 }, servers: 2 } },
        { id: "both", kind: "join", settings: { timeoutMs: 500 } },
        { id: "out", kind: "sink" },
      ],
      wires: [
        "clients.requests -> cache.in",
        "cache.miss -> left.in",
        "cache.miss -> right.in",
        "left.out -> both.in",
        "right.out -> both.in",
        "both.out -> out.in",
        "cache.hit -> out.in",
      ],
      workload: { durationMs: 30_000, drainMs: 5000 },
    });
    const crash: FaultSpec = { part: "right", fault: "crash", atMs: 0, durationMs: 800 };
    inputs.push({ input: { design: loop, scenario: null, seed: 8, faults: [] }, presses: [{ atMs: 12_345.678, fault: crash }] });
  });

  test("four at once in one thread, a move here and a move there, give what each gives alone", () => {
    const expected = inputs.map(({ input, presses }) => alone(input, presses));
    const random = createStream(11, "whose turn");
    // The loop runs twice, so that parts of the same kind and name meet themselves.
    const running = [...inputs, inputs[2]].map(({ input, presses }) => ({ run: created(input), left: [...presses] }));
    let open = [...running];
    while (open.length > 0) {
      const { run, left } = open[random.nextBelow(open.length)];
      move(run, left, null);
      open = open.filter((each) => !each.run.over);
    }
    running.forEach(({ run }, i) => expect(told(run)).toBe(expected[Math.min(i, 2)]));
  });

  test("stopped anywhere, looked at any time and struck at the same instant, a run stays the same", () => {
    for (const { input, presses } of inputs) {
      const expected = alone(input, presses);
      for (const seed of [1, 2]) expect(alone(input, presses, createStream(seed, "stops"))).toBe(expected);
      expect(alone(input)).not.toBe(expected);
    }
  });
});
