import { describe, expect, test } from "vitest";
import { meanInterval } from "../../src/base/statistics.ts";
import type { Settings } from "../../src/design/types.ts";
import { runDrawing } from "../support/drawing.ts";
import { meanValues } from "../support/mean-values.ts";

const SEEDS = 30;

function measured(clients: number, think: Settings[string], replyDelayMs: number, demandsMs: readonly number[], seed: number) {
  const stations = demandsMs.map((exponential, i) => ({ id: `s${i}`, kind: "service", settings: { serviceTime: { exponential } } }));
  const ids = stations.map(({ id }) => id);
  const durationMs = 60_000;
  const warmupMs = 5_000;
  const result = runDrawing({
    parts: [
      { id: "clients", kind: "closed-clients", settings: { clients, thinkTime: think, replyDelayMs } },
      ...stations,
      { id: "sink", kind: "sink" },
    ],
    wires: [`clients.requests -> ${ids[0]}.in`, ...ids.map((id, i) => `${id}.out -> ${ids[i + 1] ?? "sink"}.in`)],
    seed,
    workload: { durationMs, warmupMs },
  });
  expect(result.ledger.balanced).toBe(true);
  return { perMs: result.latency.sink.count / (durationMs - warmupMs), responseMs: result.latency.sink.meanMs as number };
}

describe("a drawn closed network gives what exact mean value analysis says, inside the 99 % interval of 30 seeds (S3)", () => {
  test("the analysis itself: N = 10, Z = 5, D = (1, 0.5)", () => {
    const { perMs, responseMs } = meanValues(10, 5, [1, 0.5]);
    expect(perMs).toBeCloseTo(0.955245, 6);
    expect(responseMs).toBeCloseTo(5.468521, 6);
  });

  const cases: readonly [string, number, Settings[string], number, readonly number[]][] = [
    ["10 clients, think 4 + 1, exponential", 10, { exponential: 40 }, 10, [10, 5]],
    ["10 clients, think 4 + 1, constant: the law of thinking does not matter", 10, { constant: 40 }, 10, [10, 5]],
    ["4 clients, think 1", 4, { exponential: 5 }, 5, [10, 5]],
    ["25 clients before three stations", 25, { uniform: [0, 120] }, 20, [4, 3, 2]],
  ];
  test.each(cases)("%s", (_, clients, think, replyDelayMs, demandsMs) => {
    const thinkMs = replyDelayMs + ("uniform" in (think as object) ? 60 : (Object.values(think as object)[0] as number));
    const theory = meanValues(clients, thinkMs, demandsMs);
    const runs = Array.from({ length: SEEDS }, (__, i) => measured(clients, think, replyDelayMs, demandsMs, i + 1));
    for (const what of ["perMs", "responseMs"] as const) {
      const { mean, halfWidth } = meanInterval(
        runs.map((run) => run[what]),
        99,
      );
      expect(Math.abs(mean - theory[what]), `${what}: ${mean} ± ${halfWidth}, theory ${theory[what]}`).toBeLessThanOrEqual(
        halfWidth as number,
      );
    }
  });
});
