import { describe, test } from "vitest";
import { erlangC } from "../../src/base/statistics.ts";
import type { RunResult } from "../../src/result/result.ts";
import type { Drawing } from "../support/drawing.ts";
import { promise } from "../support/promise.ts";
import { textbookCases } from "../support/textbook.ts";
import { finished, judge, Verdicts } from "../support/theory.ts";

/** Few records: wide intervals, but true ones. `npm run test:long` runs the same cases with forty times as many. */
const SIZES = { records: 6000, recordsAt95: 15_000, allRowsAt95: false };

describe("S1 drawn textbook queues give the mean and the p99 of theory, inside the 99 % interval of 30 seeds", () => {
  const verdicts = new Verdicts();
  test.each(textbookCases(SIZES).map((each) => [each.name, each] as const))("%s", (_, each) => judge(verdicts, each));
  test("no more cases miss at 99 % than chance allows", () => {
    verdicts.expectFewMisses();
    promise(5, `${verdicts.compared} values of ${verdicts.cases} queues, 30 seeds each: ${verdicts.misses.size} outside the 99 % interval`);
  });
});

describe("S1 what a result prints, as a reader would check it", () => {
  const verdicts = new Verdicts();
  /** Odd numbers on purpose: services of 9.7 ms at 217.3 records/s, and of 3.1 ms at one server. */
  test.each([
    [3, 9.7],
    [1, 3.1],
  ])("%d servers of %d ms: mean and p99 of waits and responses, queue and utilisation", (servers, meanMs) => {
    const perMs = 0.2173;
    const load = perMs * meanMs;
    const C = erlangC(servers, load);
    const spare = servers / meanMs - perMs;
    const drawn: Drawing = {
      parts: [
        { id: "load", kind: "poisson-source", settings: { ratePerSecond: 1000 * perMs, records: 60_000 } },
        { id: "s", kind: "service", settings: { servers, serviceTime: { exponential: meanMs } } },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> s.in", "s.out -> out.in"],
      workload: { durationMs: 1_000_000, warmupMs: 5000 },
    };
    const results = verdicts.seeds().map((seed) => finished(drawn, seed).result(0));
    const name = `printed, ${servers} servers`;
    const compare = (what: string, theory: number, of: (result: RunResult) => number | null): void =>
      verdicts.inside(name, what, results.map(of) as number[], theory);
    compare("mean wait", C / spare, ({ nodes }) => nodes.s.waitMs.mean);
    compare("p99 of waits", Math.log(100 * C) / spare, ({ nodes }) => nodes.s.waitMs.p99);
    compare("mean response", C / spare + meanMs, ({ latency }) => latency.out.meanMs);
    if (servers === 1) compare("p99 of responses", Math.log(100) / spare, ({ latency }) => latency.out.p99Ms);
    compare("mean queue", (perMs * C) / spare, ({ nodes }) => nodes.s.queueMean);
    compare("utilisation", load / servers, ({ nodes }) => nodes.s.utilisation);
  });
  test("no more cases miss at 99 % than chance allows", () => verdicts.expectFewMisses());
});
