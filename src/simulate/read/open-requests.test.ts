import { describe, expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { socialScenario } from "../../../test/support/few-people.ts";
import { requestsScenario } from "../../../test/support/few-requests.ts";
import { listening } from "../../../test/support/listening.ts";
import { balancedLedger } from "../close-books.ts";
import { createRun } from "../run.ts";
import type { Run } from "../run.ts";
import type { Call } from "../../engine/calls/calls.ts";
import type { TimeQueue } from "../../engine/kernel/time-queue.ts";
import { openGaps } from "./open-requests.ts";

/** Two services behind a balancer with a store that is away for a while: requests wait, are given up, sent again and refused. */
function links(): Run {
  return created(
    createRun({
      design: drawing({
        parts: [
          { id: "clients", kind: "request-clients", settings: { timeoutMs: 2000, retries: 2 } },
          { id: "balancer", kind: "load-balancer" },
          { id: "first", kind: "app-service" },
          { id: "second", kind: "app-service" },
          { id: "db", kind: "postgres" },
        ],
        wires: [
          "clients.requests -> balancer.requests",
          "balancer.targets -> first.calls",
          "balancer.targets -> second.calls",
          "first.store -> db.calls",
          "second.store -> db.calls",
        ],
      }),
      scenario: requestsScenario(1),
      seed: 1,
      faults: [
        { part: "db", fault: "crash", atMs: 15_000, durationMs: 10_000 },
        { part: "first", fault: "crash", atMs: 30_000, durationMs: 10_000 },
      ],
    }),
  );
}

/** Users who ask for lists, straight from a store. */
function lists(): Run {
  return created(
    createRun({
      design: drawing({
        parts: [
          { id: "users", kind: "web-app" },
          { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 8 } },
          { id: "store", kind: "cassandra" },
          { id: "api", kind: "recommendation-api" },
        ],
        wires: ["users.events -> job.in", "job.lists -> store.write", "users.requests -> api.requests", "api.reads -> store.read"],
      }),
      scenario: listening({}, 6),
      seed: 1,
      faults: [],
    }),
  );
}

/** People of a social network, whose posts are pushed into timelines; the store dies meanwhile. */
function feeds(): Run {
  return created(
    createRun({
      design: drawing({
        parts: [
          { id: "people", kind: "social-clients" },
          { id: "feeds", kind: "feed-service" },
          { id: "lists", kind: "redis-timelines" },
          { id: "pushers", kind: "fan-out-worker" },
          { id: "db", kind: "postgres" },
        ],
        wires: [
          "people.requests -> feeds.calls",
          "feeds.store -> db.calls",
          "feeds.timelines -> lists.calls",
          "feeds.fan-out -> pushers.calls",
          "pushers.store -> db.calls",
          "pushers.timelines -> lists.calls",
        ],
      }),
      scenario: socialScenario(1),
      seed: 1,
      faults: [{ part: "db", fault: "crash", atMs: 20_000, durationMs: 10_000 }],
    }),
  );
}

/** Clients behind a cache that brings changes to its store later, which is away for a while. */
function broughtLater(): Run {
  return created(
    createRun({
      design: drawing({
        parts: [
          { id: "clients", kind: "request-clients" },
          { id: "app", kind: "app-service", settings: { storesIn: "cache", writeBackMs: 2000 } },
          { id: "cache", kind: "redis" },
          { id: "db", kind: "postgres" },
        ],
        wires: ["clients.requests -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
      }),
      scenario: requestsScenario(1),
      seed: 1,
      faults: [
        { part: "db", fault: "crash", atMs: 15_000, durationMs: 10_000 },
        { part: "cache", fault: "crash", atMs: 40_000, durationMs: 5000 },
      ],
    }),
  );
}

/** Clients before shards, some of whose statements go to all of them. */
function shards(): Run {
  return created(
    createRun({
      design: drawing({
        parts: [
          { id: "clients", kind: "request-clients" },
          { id: "app", kind: "app-service" },
          { id: "shards", kind: "sharded-postgres", settings: { shards: 3, shardKey: "owner" } },
        ],
        wires: ["clients.requests -> app.calls", "app.store -> shards.calls"],
      }),
      scenario: requestsScenario(1),
      seed: 1,
      faults: [{ part: "shards", fault: "crash", atMs: 20_000, durationMs: 5000 }],
    }),
  );
}

/** Listeners whose lists come from a cache before a store (cache-aside). */
function cachedLists(): Run {
  return created(
    createRun({
      design: drawing({
        parts: [
          { id: "users", kind: "web-app" },
          { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 8 } },
          { id: "store", kind: "cassandra" },
          { id: "cache", kind: "redis" },
          { id: "api", kind: "recommendation-api" },
        ],
        wires: [
          "users.events -> job.in",
          "job.lists -> store.write",
          "users.requests -> api.requests",
          "api.reads -> cache.lookup",
          "cache.miss -> store.read",
        ],
      }),
      scenario: listening({}, 6),
      seed: 1,
      faults: [{ part: "cache", fault: "crash", atMs: 150_000, durationMs: 20_000 }],
    }),
  );
}

function created(made: ReturnType<typeof createRun>): Run {
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

describe("what endpoints were asked is answered, not found, refused or under way, at every look (E20d)", () => {
  test.each([
    ["clients who store things, with time-outs, retries and crashes", links],
    ["clients who ask for lists", lists],
    ["people who read and post", feeds],
    ["what a cache has is brought to its store later", broughtLater],
    ["statements for one shard and for all", shards],
    ["lists from a cache, or else from the store behind it", cachedLists],
  ] as const)("%s", (_name, begun) => {
    const run = begun();
    let mostOpen = 0;
    while (!run.over) {
      run.step();
      expect(openGaps(run.machine)).toEqual([]);
      mostOpen = Math.max(mostOpen, ...run.machine.run.desk.endpoints.map(({ open }) => open));
    }
    expect(mostOpen).toBeGreaterThan(0);
    expect(run.machine.run.desk.endpoints.map(({ open }) => open)).toEqual(run.machine.run.desk.endpoints.map(() => 0));
    expect(run.result(0).ledger.balanced).toBe(true);
  });
});

describe("a request that is lost from the books, or counted twice, fails the run at the part (E20d)", () => {
  test.each([
    [
      "answered twice",
      (run: Run) => run.machine.run.desk.endpoints[0].answered++,
      "clients",
      "-1 requests are open, and clients have 0 under way",
    ],
    ["lost", (run: Run) => run.machine.run.desk.endpoints[0].asked++, "clients", "1 request is open, and clients have 0 under way"],
    [
      "a call without a reply",
      (run: Run) => run.machine.run.desk.calls.made++,
      "clients",
      "1 calls are open by the books, and 0 are under way",
    ],
  ] as const)("%s", (_name, plant, part, why) => {
    const run = links();
    while (!run.over) run.step();
    plant(run);
    expect(balancedLedger(run.machine).balanced).toBe(false);
    const result = run.result(0);
    expect([result.ledger.balanced, result.verdict.pass]).toEqual([false, false]);
    expect(result.findings[0]).toMatchObject({ code: "books-unbalanced", severity: "error", where: `system.parts.${part}` });
    expect(result.findings[0].message).toContain(why);
  });

  test("a part that waits for a reply which will not come is named", () => {
    const run = links();
    const { calls } = run.machine.run.desk;
    while ([...calls.byHolder().values()].every(({ open }) => open.length === 0)) run.step();
    for (const { open } of calls.byHolder().values()) {
      const call = open[0];
      if (call === undefined) continue;
      // As if somebody had replied to it and told nobody.
      [call.holder, call.state] = [null, "answered"];
      calls.answered++;
      break;
    }
    expect(openGaps(run.machine).map(({ why }) => why)).toEqual([expect.stringMatching(/^it waits for \d+ replies, and \d+ will come$/u)]);
  });
});

/** What lies in a part, past what TypeScript lets a stranger see: losses are planted there. */
type Inside = {
  readonly writeBack: { readonly waiting: Set<number> };
  readonly routed: TimeQueue;
  readonly gathers: Map<Call, { open: number }>;
  readonly outgoing: TimeQueue;
  readonly outcomes: Map<number, number>;
};

describe("what a part took in and lost without an end fails the run at the part (E20d)", () => {
  test.each([
    [
      "a change to bring",
      broughtLater,
      "app",
      (at: Inside) => [...at.writeBack.waiting].some((key) => at.writeBack.waiting.delete(key)),
      "to bring",
    ],
    ["a statement in the router", shards, "shards", (at: Inside) => at.routed.size > 0 && at.routed.pop() >= 0, "statements? "],
    [
      "a statement for all shards",
      shards,
      "shards",
      (at: Inside) => [...at.gathers.keys()].some((call) => at.gathers.delete(call)),
      "it waits for \\d+ replies",
    ],
    ["a lookup", cachedLists, "cache", (at: Inside) => at.outgoing.size > 0 && at.outgoing.pop() >= 0, "lookups? "],
    [
      "what a lookup came to",
      cachedLists,
      "cache",
      (at: Inside) => [...at.outcomes.keys()].some((ref) => at.outcomes.delete(ref)),
      "outcomes? of",
    ],
  ] as const)("%s", (_name, begun, part, plant, why) => {
    const run = begun();
    const inside = run.machine.nodes.get(part) as unknown as Inside;
    do run.step();
    while (!plant(inside) && !run.over);
    const gaps = openGaps(run.machine);
    expect(gaps).not.toEqual([]);
    for (const gap of gaps) expect(gap).toEqual({ part, why: expect.stringMatching(why) });
    expect(balancedLedger(run.machine).balanced).toBe(false);
  });
});
