import { describe, expect, test } from "vitest";
import { constant, exponential, hyperexponential } from "../../src/base/sampler.ts";
import type { RowStoreSpec } from "../../src/engine/tables/row-group.ts";
import { shardedRun } from "../support/sharded-run.ts";
import type { ShardedRun } from "../support/sharded-run.ts";

const lostOf = ({ clients, store }: ShardedRun, atMs = 60_000): number => clients.items.countLost((key) => store.rowAt(key), atMs);
const readsOnly = { mix: { read: 1, insert: 0, write: 0, delete: 0 }, fresh: { share: 0, meanAgeMs: 1 } };
const changing = { mix: { read: 0.6, insert: 0.2, write: 0.1, delete: 0.1 }, sessionsPerSecond: 300 };

/** Share of the requests that took longer than so many ms. */
function shareBeyond({ run }: ShardedRun, ms: number): number {
  const { whole } = run.desk.endpoints[0].responses;
  let [low, high] = [0, 1];
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if ((whole.quantile(middle) ?? 0) <= ms) low = middle;
    else high = middle;
  }
  return 1 - low;
}

describe("a statement that does not bring the shard key asks every shard (Q14)", () => {
  // One statement in a hundred takes 100 ms, the others next to nothing.
  const read = hyperexponential(0.99, 0.001, 1e6);

  test.each([1, 4, 16])("with %i shards the share that meets a slow one is 1 - (1 - p)^n", (shards) => {
    const made = shardedRun(
      { clients: { ...readsOnly, sessionsPerSecond: 400 }, each: { read }, sharded: { shards, shardKey: "owner" } },
      { durationMs: 10_000 },
    );
    const slow = shareBeyond(made, 20);
    const expected = 1 - 0.99 ** shards;
    expect(Math.abs(slow - expected)).toBeLessThan(3.3 * Math.sqrt((expected * (1 - expected)) / 4000));
  });
});

describe("each shard is a store of its own (Q14)", () => {
  test("what one shard's fail-over loses is lost, and of that shard only", () => {
    const each: Partial<RowStoreSpec> = { replicas: 1, replicaLag: constant(200) };
    const strikes = [{ atMs: 10_003, fault: "crash", durationMs: 8000, index: 2 }];
    const clients = { mix: { read: 0, insert: 1, write: 0, delete: 0 }, sessionsPerSecond: 500 };
    const made = shardedRun({ clients, each }, { strikes });
    // A quarter of 500 a second, for 200 ms.
    expect(lostOf(made)).toBeGreaterThan(12);
    expect(lostOf(made)).toBeLessThan(45);
    const safe = shardedRun({ clients, each: { ...each, waitsForReplica: true } }, { strikes });
    expect(lostOf(safe)).toBe(0);
  });
});

describe("rows move to new shards while it serves (Q15)", () => {
  const reshard = { atMs: 5000, to: 6, rowsPerSecond: 400, rowMs: 0.1, cutoverMs: 50 };

  test.each(["hash", "ring", "directory", "range"] as const)("%s: every answer is right, and nothing is lost", (placing) => {
    const made = shardedRun({ clients: changing, sharded: { placing, reshard } });
    const { right, "rightly none": none, ...bad } = made.clients.items.verdicts;
    expect(right + none).toBeGreaterThan(2000);
    expect([bad, lostOf(made)]).toEqual([{ wrong: 0, missing: 0, stale: 0, expired: 0 }, 0]);
    const done = made.store.remarks.find(({ code }) => code === "resharded");
    expect(done).toBeDefined();
  });

  test("it takes as long as its rate says, and a primary that dies makes it copy anew and loses nothing that commits wait for", () => {
    const quick = shardedRun({ clients: { ...readsOnly, stock: 1000 }, sharded: { reshard } });
    const facts = quick.store.remarks.find(({ code }) => code === "resharded")?.facts as { movedRows: number; tookMs: number };
    // A third of a thousand rows at 400 a second, and 8 pairs with a cut-over of 50 ms each at least.
    expect(facts.movedRows).toBeGreaterThan(280);
    expect(facts.movedRows).toBeLessThan(380);
    expect(facts.tookMs).toBeGreaterThan((1000 * facts.movedRows) / 400 + 8 * 50);
    const each: Partial<RowStoreSpec> = { replicas: 1, replicaLag: constant(100), waitsForReplica: true, failoverMs: 2000 };
    const strikes = [{ atMs: 5030, fault: "crash", durationMs: 8000, index: 0 }];
    const struck = shardedRun({ clients: changing, each, sharded: { reshard } }, { strikes, durationMs: 40_000 });
    const codes = struck.store.remarks.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["fail-over", "move-again", "resharded"]));
    expect([lostOf(struck), struck.clients.items.verdicts.wrong, struck.clients.items.verdicts.stale]).toEqual([0, 0, 0]);
  });
});

test("windows change nothing for shards, moves and fail-overs (E3)", () => {
  const told = (windowMs: number): string => {
    const made = shardedRun(
      {
        clients: { ...changing, roundTrip: exponential(30) },
        each: { cores: 1, read: exponential(3), write: exponential(4), replicas: 2, readsFrom: "replicas", replicaLag: exponential(30) },
        sharded: { placing: "ring", route: exponential(0.5), reshard: { atMs: 4000, to: 5, rowsPerSecond: 200, rowMs: 1, cutoverMs: 40 } },
      },
      { windowMs, strikes: [{ atMs: 6000.5, fault: "crash", durationMs: 7000, index: 1 }] },
    );
    const { verdicts, rows } = made.clients.items;
    const stored = [...rows.key.data.subarray(0, rows.length)].map((key) => made.store.rowAt(key));
    return JSON.stringify([verdicts, stored, lostOf(made), made.store.usage(), made.store.remarks]);
  };
  const whole = told(1000);
  for (const windowMs of [7.3, 333, 5000]) expect(told(windowMs)).toBe(whole);
});
