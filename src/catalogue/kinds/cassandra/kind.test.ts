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

test("a run that could not merge what it wrote is told the amount and the setting", () => {
  const advice = (pendingCompactionBytes: number, sstablesPerRead: number) =>
    cassandra.advise?.({ compactionMbPerSecond: 64 } as never, { pendingCompactionBytes, sstablesPerRead }, 60);
  // A minute of 64 MiB/s is 4.03 GB.
  expect(advice(4e9, 3)).toEqual([]);
  expect(advice(8e9, 0)).toEqual([
    {
      field: "compactionMbPerSecond",
      message:
        "Up to 8 GB waited to be merged on a node, 119 s of work at 64 MiB/s. Give compaction more throughput, add nodes, or write less.",
    },
  ]);
  expect(advice(8e9, 13.64)?.[0]?.message).toContain("A read looked into 13.6 files on average.");
});

test("more copies than nodes are refused", () => {
  expect(cassandra.check?.({ replicationFactor: 3, nodes: 2 } as never)).toHaveLength(1);
  expect(headlineOf(cassandra, {})).toBe("3 nodes · RF 3 · write QUORUM, read QUORUM");
});
