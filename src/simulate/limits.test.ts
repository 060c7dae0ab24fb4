import { expect, test } from "vitest";
import { emptyDesign } from "../design/empty.ts";
import type { Design } from "../design/types.ts";
import { checkDesign } from "./compile/compile-design.ts";
import { DEFAULT_MAX_RECORD_HOPS, runDesign } from "./run.ts";

/** A source, stations and a sink; the wires go down the row and begin again with the source when there are more of them. */
function drawn(parts: number, wires: number, row = parts): Design {
  const kinds = Array.from({ length: parts }, (_, i) => (i === 0 ? "poisson-source" : i === row - 1 ? "sink" : "service"));
  return {
    ...emptyDesign("A row of parts"),
    system: {
      parts: kinds.map((kind, i) => ({ id: `p${i}`, kind, title: `p${i}`, position: { x: i, y: 0 }, settings: {} })),
      wires: Array.from({ length: wires }, (_, i) => ({
        id: `w${i}`,
        from: { part: `p${i % (row - 1)}`, port: "out" },
        to: { part: `p${(i % (row - 1)) + 1}`, port: "in" },
      })),
    },
    workload: { durationMs: 60_000 },
  };
}

const codes = (design: Design): string[] => checkDesign(design, null).map(({ code }) => code);

test("a drawing has 500 parts and 2,000 wires at most, and one more of either is refused (E23)", () => {
  expect(codes(drawn(500, 2000, 3))).not.toContain("too-large");
  expect(codes(drawn(501, 2000, 3))).toContain("too-large");
  expect(codes(drawn(500, 2001, 3))).toContain("too-large");
});

test("a run ends at its limit of record-hops with what it has, and says so (E23)", () => {
  expect(DEFAULT_MAX_RECORD_HOPS).toBe(50_000_000);
  const design = drawn(4, 3);
  const whole = runDesign({ design, scenario: null, seed: 1, faults: [] }).outcome;
  const capped = runDesign({ design, scenario: null, seed: 1, faults: [], maxRecordHops: 1000 }).outcome;
  if (whole.status !== "finished" || capped.status !== "capped") throw new Error(`${whole.status}, ${capped.status}`);
  expect(capped.cap).toContain("1,000 record-hops");
  expect(capped.result.ledger.produced).toBeGreaterThan(0);
  expect(capped.result.ledger.produced).toBeLessThan(whole.result.ledger.produced);
  expect(capped.result.ledger.balanced).toBe(true);
});
