import { expect, test } from "vitest";
import { billOf } from "../../../../test/support/kind-bill.ts";
import { shortLinks } from "../../../../test/support/short-links.ts";
import type { Settings } from "../../../design/types.ts";
import type { ShortLinks } from "../../../../test/support/short-links.ts";
import { shardedPostgres } from "./kind.ts";

const NEAR = { roundTripMedianMs: 1, roundTripP99Ms: 2, newShare: 0 };
const sharded = (db: Settings, options: Parameters<typeof shortLinks>[1] = {}): ShortLinks =>
  shortLinks({ db, clients: NEAR }, { ...options, store: "sharded-postgres" });
const meanMs = ({ result }: ShortLinks): number => Object.values(result.latency).at(-1)?.meanMs ?? NaN;

test("a read that does not bring the shard key asks every shard and waits for the last of them", () => {
  const readTime = { lognormal: { medianMs: 2, p99Ms: 40 } };
  const one = sharded({ shards: 8, readTime });
  const all = sharded({ shards: 8, readTime, shardKey: "owner" });
  expect(meanMs(all)).toBeGreaterThan(2 * meanMs(one));
  expect([one.items.missing, all.items.missing, one.items.wrong, all.items.wrong]).toEqual([0, 0, 0, 0]);
});

test("a shard that is lost takes its share with it and no more, unless every shard is asked", () => {
  const faults = [{ fault: "crash", part: "db", atMs: 20_000, durationMs: 30_000, index: 1 }];
  const refused = (db: Settings): number => sharded({ shards: 4, replicas: 0, ...db }, { faults }).refused;
  const one = refused({});
  expect(one).toBeGreaterThan(100);
  expect(refused({ shardKey: "owner" })).toBeGreaterThan(2.5 * one);
});

test("shards are added while it serves: rows move, nothing is lost and nobody is sent astray", () => {
  const grown = sharded({ shards: 4, reshardAtMs: 10_000, reshardTo: 5, moveRowsPerSecond: 1e6 });
  const { lost, wrong, missing, stale } = grown.items;
  expect([lost, wrong, missing, stale, grown.refused]).toEqual([0, 0, 0, 0, 0]);
});

test("a key is unique within its shard only: by owner, two have one key", () => {
  const repeated = (db: Settings): number =>
    shortLinks({ db, app: { keyLetters: 4 } }, { store: "sharded-postgres", perSecond: 100 }).items.repeatedKeys;
  expect(repeated({})).toBe(0);
  expect(repeated({ shardKey: "owner" })).toBeGreaterThan(0);
});

test("each shard is paid with its replicas, and the routers", () => {
  const bill = billOf(shardedPostgres, { cores: 2, replicas: 1 }, { shards: 4 });
  expect(bill["Machines"]).toBeCloseTo(4 * 2 * 730 * 0.145, 6);
  expect(bill["Routers"]).toBeCloseTo(2 * 730 * 0.096, 6);
});
