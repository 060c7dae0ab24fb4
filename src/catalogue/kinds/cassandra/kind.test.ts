import { expect, test } from "vitest";
import { billOf, headlineOf } from "../../../../test/support/kind-bill.ts";
import { cassandra } from "./kind.ts";

test("nodes are paid around the clock", () => {
  expect(billOf(cassandra, { nodes: 6 })["Nodes"]).toBeCloseTo(6 * 730 * 0.343, 6);
});

test("a core writes what the published table says, within 3 % on every row of it", () => {
  // facts/storage.md B1: client writes/s at RF 3 on 4-core nodes.
  const perNode = 4000 / 0.357;
  const rows = [
    [48, 174_373],
    [96, 366_828],
    [144, 537_172],
    [288, 1_099_837],
  ] as const;
  for (const [nodes, published] of rows) expect(Math.abs((nodes * perNode) / 3 / published - 1)).toBeLessThan(0.035);
});

test("more copies than nodes are refused", () => {
  expect(cassandra.check?.({ replicationFactor: 3, nodes: 2 } as never)).toHaveLength(1);
  expect(headlineOf(cassandra, {})).toBe("3 nodes · RF 3 · write QUORUM, read QUORUM");
});
