import { expect, test } from "vitest";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import type { ShortLinks } from "../../../../test/support/short-links.ts";
import type { Settings } from "../../../design/types.ts";
import { searchIndexKind } from "./kind.ts";

type Options = NonNullable<Parameters<typeof shortLinks>[1]>;
const NEAR = { roundTripMedianMs: 1, roundTripP99Ms: 2, newShare: 0 };
const QUICK = { searchTime: { constant: 1 } };
const searched = (index: Settings, options: Options = {}, app: Settings = {}): ShortLinks =>
  shortLinks({ clients: NEAR, app: { readsFrom: "index", ...app }, index: { ...QUICK, ...index } }, options);
const meanMs = ({ result }: ShortLinks): number => Object.values(result.latency).at(-1)?.meanMs ?? NaN;
const NODE_LOST = [{ fault: "crash", part: "index", atMs: 20_000, durationMs: 20_000, index: 0 }];

test("Q53: what was stored or changed is found from the next refresh on: half the interval on average, and never worse for the store", () => {
  const behind = (refreshMs: number): number => {
    const { items } = searched({ refreshMs });
    expect([items.lost, items.wrong]).toEqual([0, 0]);
    return items.missing + items.stale;
  };
  const [often, seldom] = [behind(100), behind(5000)];
  expect(seldom).toBeGreaterThan(5 * Math.max(1, often));
});

test("Q53: a search asks every shard and waits for the slowest", () => {
  const reads = { requests: { mix: { read: 1, insert: 0, write: 0, delete: 0 } } };
  const law = { searchTime: { lognormal: { medianMs: 5, p99Ms: 100 } }, coresPerNode: 16 };
  expect(meanMs(searched({ ...law, shards: 8 }, reads))).toBeGreaterThan(2 * meanMs(searched({ ...law, shards: 1 }, reads)));
});

test("Q53: a lost node takes its documents out of the results unless each shard has a replica elsewhere", () => {
  const missing = (replicas: number): number => searched({ replicas, refreshMs: 100 }, { faults: NODE_LOST }).items.missing;
  const alone = missing(0);
  // A third of some 40 reads a second, for 20 s.
  expect(alone).toBeGreaterThan(150);
  expect(missing(1)).toBeLessThan(alone / 5);
});

test("nodes are paid by two vCPU, storage with its copies", () => {
  const bill = billOf(searchIndexKind, { nodes: 3, coresPerNode: 4, replicas: 1 }, { stockBytes: 1e9 });
  expect(bill["Nodes"]).toBeCloseTo(3 * 2 * 730 * 0.167, 6);
  expect(bill["Storage"]).toBeCloseTo(2 * 1.45 * 0.122, 6);
});
