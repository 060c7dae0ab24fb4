import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import type { Settings } from "../../src/design/types.ts";
import type { RunResult } from "../../src/result/result.ts";
import { createRun } from "../../src/simulate/run.ts";
import { drawing } from "../support/drawing.ts";
import { listening } from "../support/listening.ts";
import { remarksOf } from "../support/remarks.ts";

const AT_MS = 4 * 60_000;
const DOWN_MS = 60_000;

/** Redis that is slow enough for lookups to be under way at any instant. */
function served(cache: Settings, { fault = "crash", again, windowMs }: { fault?: string | null; again?: number; windowMs?: number } = {}) {
  const design = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "job", kind: "recommendation-job", settings: { everyMs: 60_000, startUpMs: 1000, dims: 8 } },
      { id: "store", kind: "cassandra" },
      { id: "cache", kind: "redis", settings: { commandMs: 1000, connectTimeoutMs: 700, threads: 4, ...cache } },
      { id: "api", kind: "recommendation-api", settings: { timeoutMs: 20_000 } },
    ],
    wires: [
      "users.events -> job.in",
      "job.lists -> store.write",
      "users.requests -> api.requests",
      "api.reads -> cache.lookup",
      "cache.miss -> store.read",
    ],
  });
  const faults =
    fault === null
      ? []
      : [AT_MS, ...(again === undefined ? [] : [again])].map((atMs) => ({ fault, part: "cache", atMs, durationMs: DOWN_MS }));
  const created = createRun({ design, scenario: listening({}, 6), seed: 1, faults, ...(windowMs === undefined ? {} : { windowMs }) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const { rows } = run.machine.run.desk;
  const waits = (from: number, to: number): number[] =>
    Array.from({ length: rows.length }, (_, row) => row)
      .filter((row) => rows.askedAt.data[row] >= from && rows.askedAt.data[row] < to)
      .map((row) => rows.answeredAt.data[row] - rows.askedAt.data[row]);
  const result = run.result(0);
  const requests = must(Object.values(result.requests ?? {})[0], "requests");
  const refused = Object.values(requests.refused).reduce((sum, count) => sum + count, 0);
  expect(requests.asked).toBe(requests.answered + requests.notFound + refused);
  const remarks = remarksOf(run.machine, "cache");
  return { result, requests, waits, remarks };
}

const comparable = (result: RunResult): string => JSON.stringify({ ...result, timing: null });

test("lookups under way in a crash break off and ask the store; later ones wait for a connection first (R5)", () => {
  const { requests, waits, remarks } = served({});
  expect(requests.refused).toEqual({});
  expect(remarks[0]).toMatch(
    /^cache lost its \d+ entries: \d+ lookups? under way broke off, and who asks until it is back waits 700 ms for a connection in vain\./,
  );
  // Nobody who came a command's time before the crash waited longer than until the crash and one read of the store.
  const short = waits(AT_MS - 500, AT_MS);
  expect(short.length).toBeGreaterThan(0);
  expect(Math.max(...short)).toBeLessThan(1000);
  const down = waits(AT_MS, AT_MS + DOWN_MS - 1000);
  expect(Math.min(...down)).toBeGreaterThan(700);
  // A read of the store has a tail of some hundred milliseconds; a command of this cache would take a thousand.
  expect(Math.max(...down)).toBeLessThan(1700);
});

test("clients that take it as an error say so, and a restart breaks connections without keeping anybody waiting", () => {
  const { requests } = served({ whenDown: "error" });
  expect(requests.refused["cache crashed"]).toBeGreaterThan(0);
  expect(requests.refused["cache down"]).toBeGreaterThan(10);
  const restarted = served({ whenDown: "error" }, { fault: "restart" });
  expect(Object.keys(restarted.requests.refused)).toEqual(["cache crashed"]);
});

test("a connect time-out beyond the caller's own costs the answer", () => {
  const { requests } = served({ connectTimeoutMs: 30_000 });
  expect(requests.refused["timed out"]).toBeGreaterThan(10);
  expect(served({ connectTimeoutMs: 30_000 }, { fault: null }).requests.refused).toEqual({});
});

test("a replica takes over with the entries; of two losses at once one replica covers one (R5)", () => {
  const alone = served({ commandMs: 1 });
  const copied = served({ commandMs: 1, replicas: 1, failoverMs: 3000 });
  expect(copied.remarks[0]).toMatch(/^cache lost its primary: .* and a replica with \d{2,} entries takes over after 3 s\.$/);
  expect(Math.min(...copied.waits(AT_MS, AT_MS + 2900))).toBeGreaterThan(700);
  expect(Math.min(...alone.waits(AT_MS + 3000, AT_MS + DOWN_MS - 1000))).toBeGreaterThan(700);
  const after = copied.waits(AT_MS + 3000, AT_MS + DOWN_MS).sort((a, b) => a - b);
  expect(after[Math.floor(after.length / 2)]).toBeLessThan(100);
  const twice = served({ commandMs: 1, replicas: 1, failoverMs: 3000 }, { again: AT_MS + 10_000 });
  expect(twice.remarks[1]).toMatch(/^cache lost its \d+ entries: /);
  const all = served({ commandMs: 1, replicas: 1, failoverMs: 3000, replicaLagMs: 600_000 });
  expect(all.remarks[0]).toMatch(/a replica with 0 entries/);
});

test.each(["crash", "restart"])("E3, Q2: windows change nothing when a %s falls among lookups", (fault) => {
  const variants: readonly Settings[] = [{ whenDown: "store" }, { whenDown: "error" }, { replicas: 2, replicaLagMs: 50, failoverMs: 3000 }];
  for (const settings of variants) {
    const [a, b] = [7.3, 20].map((windowMs) => comparable(served(settings, { fault, windowMs }).result));
    expect(b).toBe(a);
  }
});
