import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { followRequest } from "../../src/simulate/follow/choose-request.ts";
import { tryRequest } from "../../src/simulate/follow/carry-request.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run, RunInput } from "../../src/simulate/run.ts";
import { RequestTraces } from "../../src/engine/books/request-traces.ts";
import type { FollowedRequest } from "../../src/result/followed-request.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { Endpoint, Settings } from "../../src/design/types.ts";
import { createDuckDbWarehouse } from "../../src/warehouse/duckdb-warehouse.ts";
import { exampleQueries } from "../../src/warehouse/example-queries.ts";
import { QUERY_LIMITS } from "../../src/warehouse/warehouse.ts";
import { startInProcess, stillClock } from "../support/duckdb-in-process.ts";
import { drawing } from "../support/drawing.ts";
import { FEW_REQUESTS, requestsScenario } from "../support/few-requests.ts";

const ENDPOINTS: readonly Endpoint[] = [
  { id: "follow", method: "GET", path: "/{key}", description: "", share: 0.8 },
  { id: "shorten", method: "POST", path: "/links", description: "", share: 0.15 },
  { id: "change", method: "PUT", path: "/links/{key}", description: "", share: 0.01 },
  { id: "remove", method: "DELETE", path: "/links/{key}", description: "", share: 0.05 },
];

const CRASH: FaultSpec = { part: "db", fault: "crash", atMs: 20_000, durationMs: 5000 };

function linksRun(settings: { clients?: Settings; app?: Settings; db?: Settings } = {}, input: Partial<RunInput> = {}): Run {
  const base = requestsScenario(1);
  const mix = { read: 0.8, insert: 0.15, write: 0, delete: 0.05 };
  const workload = { ...base.workload, sessionsPerSecond: 50, requests: { ...FEW_REQUESTS, mix } };
  const drawn = drawing({
    parts: [
      { id: "clients", kind: "request-clients", settings: settings.clients ?? {} },
      { id: "balancer", kind: "load-balancer" },
      { id: "app", kind: "app-service", settings: settings.app ?? {} },
      { id: "cache", kind: "redis", settings: { ttlMs: null } },
      { id: "db", kind: "postgres", settings: settings.db ?? {} },
    ],
    wires: ["clients.requests -> balancer.requests", "balancer.targets -> app.calls", "app.cache -> cache.lookup", "app.store -> db.calls"],
  });
  const design = { ...drawn, api: { endpoints: ENDPOINTS } };
  const created = createRun({ design, scenario: { ...base, workload }, seed: 1, faults: [CRASH], ...input });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  run.result(0);
  return run;
}

const found = (answer: ReturnType<typeof followRequest>): FollowedRequest => {
  if (!answer.found) throw new Error(answer.reason);
  return answer.request;
};

const design = { api: { endpoints: ENDPOINTS } } as never;
const tried = (run: Run, endpointId: string, key?: string, atMs?: number): FollowedRequest =>
  found(tryRequest(run, design, { endpointId, parameters: key === undefined ? {} : { key }, ...(atMs === undefined ? {} : { atMs }) }));

/** When it is settled that something else is sent: the attempt had its reply, was given up, or was late enough for a second one. */
function knownMs({ sentMs, endedMs, givenUpMs }: { sentMs: number; endedMs: number; givenUpMs: number }, hedgeAfterMs: number): number {
  return Math.min(...[endedMs, givenUpMs, sentMs + hedgeAfterMs].filter((ms) => !Number.isNaN(ms)));
}

test("a request is written down with every call made for it, and its times add up to what its client waited (Q20)", () => {
  const run = linksRun({
    clients: { timeoutMs: 60, retries: 2, backOffMs: 50, hedgeAfterMs: 20 },
    db: { readTime: { exponential: 40 }, cores: 8 },
  });
  const { traces, places } = run.machine.run.desk;
  const { kept, at } = { kept: must(traces, "traces").kept, at: (place: number) => must(traces, "traces").at(place) };
  expect(kept).toBe(must(traces, "traces").begun);
  let [answered, failed, gaveUp] = [0, 0, 0];
  for (let place = 0; place < kept; place++) {
    const { hops, lookupMs, handshakeMs, wayMs, responseMs, attempts, end, place: owner } = at(place);
    const roots = hops.filter(({ parent }) => parent < 0);
    expect(roots).toHaveLength(attempts);
    expect(roots[0].sentMs).toBeCloseTo(lookupMs + handshakeMs + wayMs, 2);
    // What is sent because of what became of an attempt: half a round trip until its client knows, half for what it sends then.
    for (const later of roots.slice(1)) {
      const causes = roots.filter((root) => root !== later).map((root) => knownMs(root, 20));
      expect(Math.min(...causes)).toBeLessThanOrEqual(later.sentMs - 2 * wayMs + 0.01);
    }
    for (const { parent, sentMs, begunMs, endedMs } of hops) {
      if (parent >= 0) expect(sentMs).toBeGreaterThanOrEqual(hops[parent].sentMs);
      if (!Number.isNaN(begunMs)) expect(begunMs).toBeGreaterThanOrEqual(sentMs);
      if (!Number.isNaN(endedMs)) expect(endedMs).toBeGreaterThanOrEqual(Number.isNaN(begunMs) ? sentMs : begunMs);
    }
    gaveUp += roots.filter(({ givenUpMs }) => !Number.isNaN(givenUpMs)).length;
    if (end === "refused") {
      failed++;
      expect(places[owner]).not.toBe("");
      continue;
    }
    answered++;
    expect(roots.some((root) => root.end === "answered" && Math.abs(root.endedMs + wayMs - responseMs) < 0.01)).toBe(true);
    expect(hops[0].part).toBe("balancer");
  }
  const books = Object.values(must(run.result(0).requests, "requests"));
  expect(answered).toBe(books.reduce((sum, book) => sum + book.answered + book.notFound, 0));
  expect(failed).toBe(books.reduce((sum, book) => sum + Object.values(book.refused).reduce((all, count) => all + count, 0), 0));
  expect(failed).toBeGreaterThan(20);
  expect(gaveUp).toBeGreaterThan(20);
});

test("writing requests down changes nothing of a run (Q20)", () => {
  const { timing: _with, ...traced } = linksRun().result(0);
  const { timing: _without, ...plain } = linksRun({}, { tables: false }).result(0);
  expect({ ...traced, tables: {} }).toEqual({ ...plain, tables: {} });
});

test("what is kept does not grow with the run: one of so many, the slowest, and some that failed (Q20)", () => {
  const traces = new RequestTraces({ requests: 64, hops: 1000, slowest: 3, failed: 8 });
  const outcome = { key: 1, reason: "", place: 0, row: -1, attempts: 1, verdict: null };
  for (let number = 0; number < 10_000; number++) {
    const trace = traces.begin({
      ...{ client: 0, endpoint: 0, op: "read", key: 1, user: 0 },
      ...{ askedAt: number, lookupMs: 0, handshakeMs: 0, wayMs: 1 },
    });
    trace.add(-1, "app", "read", 0, number);
    const responseMs = (number * 7919) % 10_007;
    traces.end(trace, { ...outcome, responseMs, end: number % 10 === 0 ? "refused" : "answered" });
  }
  expect(traces.stride).toBe(256);
  expect(traces.kept).toBe(Math.ceil(10_000 / 256));
  for (let place = 0; place < traces.kept; place++) expect(traces.at(place).number).toBe(place * 256);
  expect(traces.at(3)).toMatchObject({ askedAt: 768, end: "answered", hops: [{ part: "app", sentMs: 0 }] });
  const slowest = Array.from({ length: 10_000 }, (_, n) => ((n % 10 === 0 ? -1 : 1) * n * 7919) % 10_007).sort((a, b) => b - a);
  expect(traces.slowestOf(0).map(({ responseMs }) => responseMs)).toEqual(slowest.slice(0, 3));
  expect(traces.failedOf(0).length).toBeGreaterThanOrEqual(4);
  expect(traces.failedOf(0).length).toBeLessThanOrEqual(8);
});

test("after the end a call is carried through the parts: it finds what is stored, stores anew and deletes, and no result changes (Q21)", () => {
  const run = linksRun();
  const before = JSON.stringify(run.result(0));
  const made = tried(run, "shorten");
  expect([made.status, made.carried, made.verdict]).toEqual([201, true, null]);
  const got = tried(run, "follow", must(made.keyText, "key"));
  expect([got.status, got.verdict, got.row]).toEqual([200, "right", made.row]);
  expect(got.row?.["url"]).toMatch(/^https:\/\/example\.org\/\d+$/);
  expect(got.hops.map(({ part }) => part).slice(0, 4)).toEqual(["balancer", "app", "cache", "db"]);
  expect(tried(run, "follow", must(made.keyText, "key")).hops.map(({ part }) => part)).toEqual(["balancer", "app", "cache"]);
  expect(tried(run, "remove", must(made.keyText, "key")).status).toBe(204);
  const gone = tried(run, "follow", must(made.keyText, "key"));
  expect([gone.status, gone.verdict]).toEqual([404, "rightly none"]);
  expect(JSON.stringify(run.result(0))).toBe(before);
});

test("what somebody writes is stored, changed and read as it was written, and no result changes (Q21)", () => {
  const run = linksRun();
  const before = JSON.stringify(run.result(0));
  const send = (endpointId: string, key: string | null, body?: string): FollowedRequest =>
    found(tryRequest(run, design, { endpointId, parameters: key === null ? {} : { key }, ...(body === undefined ? {} : { body }) }));
  const made = send("shorten", null, "https://quadrant.example/ä?b=1");
  const key = must(made.keyText, "key");
  expect([made.status, made.row?.["url"], made.row?.["content_bytes"]]).toEqual([201, "https://quadrant.example/ä?b=1", 31]);
  expect(send("follow", key).row?.["url"]).toBe("https://quadrant.example/ä?b=1");
  const changed = send("change", key, "second thoughts");
  expect([changed.status, changed.carried, changed.keyText]).toEqual([200, true, key]);
  const got = send("follow", key);
  expect([got.status, got.verdict, got.row?.["url"]]).toEqual([200, "right", "second thoughts"]);
  expect(send("change", key).row?.["url"]).toMatch(/^https:\/\/example\.org\//);
  expect(JSON.stringify(run.result(0))).toBe(before);
});

test("of the time at a service the part is told in which the body still came in, and it is the bytes over the connection (Q20)", () => {
  const uploadBytesPerS = 50_000;
  const run = linksRun({ app: { uploadKbPerSecond: uploadBytesPerS / 1000 } });
  const made = found(followRequest(run.machine, { endpointId: "shorten", pick: "slowest" }));
  const [root] = made.hops.filter(({ part }) => part === "app");
  const bytes = 500 + Number(must(made.row, "a row")["content_bytes"]);
  expect(must(root, "a hop").bodyMs).toBeCloseTo((1000 * bytes) / uploadBytesPerS, 2);
  expect(must(root, "a hop").servedMs).toBeGreaterThan(must(root, "a hop").bodyMs);
  const got = found(followRequest(run.machine, { endpointId: "follow", pick: "random" }));
  expect(got.hops.map(({ bodyMs }) => bodyMs)).toEqual(got.hops.map(() => 0));
});

test("a look back shows the newest call of the run about the key by then (Q21)", () => {
  const run = linksRun();
  const some = found(followRequest(run.machine, { endpointId: "follow", pick: "random" }));
  const then = tried(run, "follow", must(some.keyText, "key"), some.askedAtMs);
  expect([then.number, then.carried]).toEqual([some.number, false]);
  const earlier = tryRequest(run, design, { endpointId: "follow", parameters: { key: must(some.keyText, "key") }, atMs: -1 });
  expect(earlier.found).toBe(false);
});

test("the slowest, one that failed, any, one by its number or its key: each is found (Q20)", () => {
  const run = linksRun();
  const { traces } = run.machine.run.desk;
  const all = Array.from({ length: must(traces, "traces").kept }, (_, place) => must(traces, "traces").at(place));
  const slowest = Math.max(...all.filter(({ end, endpoint }) => endpoint === 0 && end !== "refused").map(({ responseMs }) => responseMs));
  expect(found(followRequest(run.machine, { endpointId: "follow", pick: "slowest" })).responseMs).toBeCloseTo(slowest, 2);
  const failed = found(followRequest(run.machine, { pick: "failed" }));
  expect([failed.status, failed.place]).toEqual([503, "db"]);
  const numbers = [0, 1, 2].map((turn) => found(followRequest(run.machine, { pick: "random", turn })).number);
  expect(new Set(numbers).size).toBe(3);
  expect(found(followRequest(run.machine, { pick: "number", number: numbers[0] })).number).toBe(numbers[0]);
  expect(followRequest(run.machine, { pick: "key", key: "no such key!" }).found).toBe(false);
});

test("the table of requests is every request with its end, owner and attempts (Q20)", () => {
  const run = linksRun();
  const table = must(run.tables(["requests"])[0], "requests");
  const books = Object.values(must(run.result(0).requests, "requests"));
  expect(table.rows).toBe(books.reduce((sum, { asked }) => sum + asked, 0));
  expect(table.note).toBeUndefined();
  expect(run.result(0).tables["requests"]).toBe(table.rows);
  const column = (name: string) =>
    must(
      table.columns.find((each) => each.name === name),
      name,
    );
  const owner = column("failed_at");
  if (owner.type !== "text") throw new Error("failed_at is text");
  const failedAtStore = owner.codes.reduce((sum, code) => sum + (owner.dictionary[code] === "db" ? 1 : 0), 0);
  const byStore = books.reduce((sum, book) => sum + Object.values(book.refusedBy?.["db"] ?? {}).reduce((all, count) => all + count, 0), 0);
  expect(failedAtStore).toBe(byStore);
});

test("the console has queries over requests, and SQL finds what the books say of owners (Q20)", async () => {
  const run = linksRun();
  const warehouse = createDuckDbWarehouse(await startInProcess(), stillClock);
  expect((await warehouse.load(run.tables(["requests"]))).ok).toBe(true);
  const examples = exampleQueries(0, warehouse.tables()).filter(({ needs }) => needs.join() === "requests");
  expect(examples.map(({ id }) => id)).toEqual(["by-endpoint", "by-owner", "requests-when", "hot-keys"]);
  for (const { id, sql } of examples) {
    const answer = await warehouse.query(sql, QUERY_LIMITS);
    if (!answer.ok) throw new Error(`${id}: ${JSON.stringify(answer.error)}`);
    expect(answer.value.rows.length, id).toBeGreaterThan(0);
  }
  await warehouse.close();
});
