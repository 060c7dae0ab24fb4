import { describe, expect, test } from "vitest";
import { textbookCases } from "../support/textbook.ts";
import { finished, judge, Verdicts } from "../support/theory.ts";

/** Few records: wide intervals, but true ones. `npm run test:long` runs the same cases with forty times as many. */
const SIZES = { records: 6000, recordsAt95: 15_000, allRowsAt95: false };

describe("S1 drawn textbook queues give the mean and the p99 of theory, inside the 99 % interval of 30 seeds", () => {
  const verdicts = new Verdicts();
  test.each(textbookCases(SIZES).map((each) => [each.name, each] as const))("%s", (_, each) => judge(verdicts, each));
  test("no more cases miss at 99 % than chance allows", () => verdicts.expectFewMisses());
});

test("the result itself says the p99: waits and responses of M/M/1 at 0.8", () => {
  const { load, s } = { load: { ratePerSecond: 800, records: 400_000 }, s: { serviceTime: { exponential: 1 } } };
  const run = finished(
    {
      parts: [
        { id: "load", kind: "poisson-source", settings: load },
        { id: "s", kind: "service", settings: s },
        { id: "out", kind: "sink" },
      ],
      wires: ["load.out -> s.in", "s.out -> out.in"],
      workload: { durationMs: 1_000_000, warmupMs: 1000 },
    },
    5,
  );
  const result = run.result(0);
  expect(Math.abs((result.nodes.s.waitMs.p99 as number) / 21.9101 - 1)).toBeLessThan(0.06);
  expect(Math.abs((result.latency.out.p99Ms as number) / 23.0259 - 1)).toBeLessThan(0.06);
});
