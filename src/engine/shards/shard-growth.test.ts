import { expect, test } from "vitest";
import { ShardGrowth } from "./shard-growth.ts";
import type { GrowthSpec } from "./shard-growth.ts";

const ON_DEMAND: GrowthSpec = {
  mode: "on-demand",
  shards: 4,
  reshardAtMs: null,
  reshardTo: 4,
  pairMs: 30_000,
  splitBytesPerSecond: 1000,
  splitAfterMs: 600_000,
};

test("on demand there is room for as many shards as a run's time can double, and no more than 512 splits", () => {
  const most = (endMs: number, shards = 4): number => new ShardGrowth({ ...ON_DEMAND, shards }, endMs).maxShards;
  // Each doubling takes ten minutes; a split leaves its shard closed and two open.
  expect([most(599_999), most(600_000), most(1_200_000)]).toEqual([4, 4 + 2 * 4, 4 + 2 * 12]);
  expect([most(86_400_000), most(600_000, 1000)]).toEqual([4 + 2 * 512, 1000 + 2 * 512]);
});

test("provisioned, a pair at a time is split or merged, and the instants are those that were told", () => {
  const told = (reshardTo: number): ShardGrowth =>
    new ShardGrowth({ ...ON_DEMAND, mode: "provisioned", reshardAtMs: 100, reshardTo }, 600_000);
  expect([told(4), told(6), told(1)].map(({ maxShards }) => maxShards)).toEqual([4, 4 + 2 * 2, 4 + 3]);
  expect([told(4), told(6)].map((growth) => growth.nextAt())).toEqual([Infinity, 100]);
  expect(new ShardGrowth(ON_DEMAND, 600_000).nextAt()).toBe(60_000);
});
