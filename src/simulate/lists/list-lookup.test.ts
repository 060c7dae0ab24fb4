import { describe, expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { eventsOf } from "../../../test/support/events-file.ts";
import { listening } from "../../../test/support/listening.ts";
import type { Design, Settings, Table } from "../../design/types.ts";
import type { EventTrace } from "../../engine/rows/event-trace.ts";
import { inverseNorm, scoreOf, topItems } from "../../engine/ranking/maths/top-items.ts";
import { userVector } from "../../engine/ranking/maths/item-model.ts";
import { cosineBetween } from "./list-lookup.ts";
import { answerEndpoint } from "./answer-request.ts";
import type { FaultSpec } from "../../result/snapshot.ts";
import type { ServedList, TryAnswer } from "../../result/try-answer.ts";
import { createRun } from "../run.ts";
import type { Run } from "../run.ts";
import { pictureOf } from "./taste-picture.ts";

type Asked = { readonly run: Run; ask(userId: string, atMs?: number): TryAnswer };

function design(cache: Settings, store: Settings = {}): Design {
  const drawn = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "train", kind: "model-training", settings: { everyEvents: 1000, startUpMs: 1000, dims: 16 } },
      { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 0.5 } } },
      { id: "gen", kind: "stream-worker", settings: { logic: "generate-lists", workTime: { constant: 0.5 } } },
      { id: "events", kind: "kafka", settings: { partitions: 4 } },
      { id: "store", kind: "cassandra", settings: store },
      { id: "cache", kind: "redis", settings: cache },
      { id: "api", kind: "recommendation-api" },
    ],
    wires: [
      "users.events -> events.produce",
      "events.consume -> train.in",
      "events.consume -> update.in",
      "train.model -> update.model",
      "update.out -> gen.in",
      "gen.out -> store.write",
      "users.requests -> api.requests",
      "api.reads -> cache.lookup",
      "cache.miss -> store.read",
    ],
  });
  const path = "/recommendations/{user_id}";
  return { ...drawn, api: { endpoints: [{ id: "recommendations", method: "GET", path, description: "", share: 1 }] } };
}

type Options = { readonly store?: Settings; readonly faults?: readonly FaultSpec[]; readonly events?: EventTrace };

function afterRun(cache: Settings = { ttlMs: 1000 }, { store = {}, faults = [], events }: Options = {}): Asked {
  const drawn = design(cache, store);
  const load = events === undefined ? { scenario: listening() } : { scenario: null, events };
  const created = createRun({ design: drawn, seed: 1, faults, ...load });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  return {
    run,
    ask: (userId, atMs) =>
      answerEndpoint(run, drawn, {
        endpointId: "recommendations",
        parameters: userId === "" ? {} : { user_id: userId },
        ...(atMs === undefined ? {} : { atMs }),
      }),
  };
}

function listIn(answer: TryAnswer): ServedList {
  if (answer.status !== 200 || answer.recommendation === undefined) throw new Error(JSON.stringify(answer));
  return answer.recommendation;
}

describe("asking for recommendations", () => {
  const asked = afterRun();
  const answer = asked.ask("");
  const list = listIn(answer);
  const context = asked.run.machine.run;
  const user = Number(list.user);
  /** The row of the list in the run, found by when it was made. */
  const row = Array.from({ length: context.rows.lists.length }, (_, one) => one).findLast(
    (one) => context.rows.lists.user.data[one] === user && context.rows.lists.madeAt.data[one] === list.madeAtMs,
  ) as number;

  test("without a user the answer is that of one who has a list, with the latency of the run", () => {
    expect(answer.status).toBe(200);
    if (answer.status === 503) return;
    expect(answer.userIds?.[0]).toBe(list.user);
    expect(answer.latencyMs).toBe(asked.run.result(0).latency["recommendations"].p50Ms);
    expect(answer.rows).toHaveLength(1);
    expect(Object.keys(answer.rows[0] ?? {})).toEqual(["user_id", "made_at", "as_of", "items"]);
    expect(answer.rows[0]?.["items"]).toEqual(list.items.map(({ item }) => Number(item)));
  });

  /** Asks the same run through an endpoint that reads a table with these columns. */
  function askTable(columns: readonly string[]): TryAnswer {
    const drawn = design({ ttlMs: 1000 });
    const types = columns.map((name) => ({ name, type: name === "items" ? "BIGINT[10]" : "BIGINT" }));
    const table: Table = { id: "t", name: "t", role: "store", part: "store", columns: types };
    const endpoints = drawn.api.endpoints.map((endpoint) => ({ ...endpoint, reads: { part: "store", table: "t" } }));
    return answerEndpoint(
      asked.run,
      { ...drawn, schema: { tables: [table], relations: [] }, api: { endpoints } },
      { endpointId: "recommendations", parameters: { user_id: list.user } },
    );
  }

  test("an endpoint answers in the columns of the table it reads", () => {
    const rowsOf = (columns: readonly string[]) => {
      const given = askTable(columns);
      return given.status === 503 ? [] : given.rows;
    };
    expect(rowsOf(["user_id", "items", "model", "mood"])).toEqual([
      { user_id: user, items: list.items.map(({ item }) => Number(item)), model: list.model, mood: null },
    ]);
    const long = rowsOf(["user_id", "rank", "item_id", "score"]);
    expect(long).toHaveLength(10);
    expect(long[1]).toEqual({ user_id: user, rank: 2, item_id: Number(list.items[1]?.item), score: expect.any(Number) });
  });

  test("a table of events in the same drawing is answered with events", () => {
    const given = askTable(["user_id", "event_id", "event_type", "event_time"]);
    if (given.status !== 200) throw new Error(JSON.stringify(given));
    expect(given.recommendation).toBeUndefined();
    expect(given.rows.length).toBeGreaterThan(3);
    expect(given.rows.every((each) => each["user_id"] === user && each["event_type"] !== undefined)).toBe(true);
    expect(given.latencyMs).toBe(asked.run.result(0).latency["recommendations"].p50Ms);
  });

  test("the list is the newest the store has, ordered by score, without what the user has met (R1, R2)", () => {
    const newest = Array.from({ length: context.rows.lists.length }, (_, one) => one).filter(
      (one) => context.rows.lists.user.data[one] === user,
    );
    expect(row).toBe(newest.at(-1));
    expect(list.answeredBy).toBe("store");
    expect(list.madeBy).toBe("gen");
    const scores = list.items.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const { events } = context.rows;
    for (let event = 0; event < events.length; event++)
      if (events.user.at(event) === user && events.happenedAt.at(event) <= list.madeAtMs - 5000)
        expect(list.items.map(({ item }) => item)).not.toContain(String(events.item.at(event)));
  });

  test("why: the user's last choice, the cosines before and after it, and the items it brought (R3)", () => {
    const { events } = context.rows;
    const own = Array.from({ length: events.length }, (_, event) => event)
      .filter((event) => events.user.at(event) === user && events.item.at(event) >= 0)
      .sort((a, b) => events.happenedAt.at(a) - events.happenedAt.at(b));
    const history = own.map((event) => events.item.at(event));
    expect(list.cause).toMatchObject({ type: "listen", item: String(history.at(-1)), group: (history.at(-1) as number) % 20 });
    expect(list.cause?.happenedAtMs).toBe(events.happenedAt.at(own.at(-1) as number));
    const model = asked.run.lists.modelOf(row);
    const after = userVector(model, history.slice(-40), asked.run.lists.makerOf(row).decay);
    const before = userVector(model, history.slice(0, -1).slice(-40), asked.run.lists.makerOf(row).decay);
    expect(list.cause?.turn).toBeCloseTo(cosineBetween(before, after) as number, 6);
    const without = [...topItems(model, before, 10, new Set(history.slice(0, -1))).items].map(String);
    const now = list.items.map(({ item }) => item);
    expect(list.cause?.entered).toEqual(now.filter((item) => !without.includes(item)));
    expect(list.cause?.left).toEqual(without.filter((item) => !now.includes(item) && item !== list.cause?.item));
    expect(list.cause?.wasListed).toBe(without.includes(String(history.at(-1))));
    for (const { item, cosine, cosineBefore, score } of list.items) {
      const popularity = model.popularity[Number(item)];
      expect(cosine).toBeCloseTo(scoreOf(model, after, inverseNorm(after), Number(item)) - popularity, 5);
      expect(cosineBefore).toBeCloseTo(scoreOf(model, before, inverseNorm(before), Number(item)) - popularity, 5);
      expect(score - cosine).toBeCloseTo(popularity, 5);
    }
    expect(list.unknown.events).toBe(0);
  });

  test("one choice changes the lists of some users", () => {
    const causes = (answer.status === 503 ? [] : (answer.userIds ?? [])).map((each) => listIn(asked.ask(each)).cause);
    expect(causes.some((cause) => (cause?.entered.length ?? 0) > 0)).toBe(true);
  });

  test("nobody, and a user without a list, get 404 with a reason and users who have one", () => {
    expect(asked.ask("999999")).toMatchObject({ status: 404, reason: "There is no user 999999 in this run." });
    expect(asked.ask("<b>")).toMatchObject({ status: 404, rows: [], userIds: expect.arrayContaining([list.user]) });
    expect(asked.ask("", 1)).toMatchObject({ status: 404, userIds: [] });
    expect(asked.ask(list.user, 1)).toMatchObject({
      status: 404,
      reason: `User ${list.user} has not chosen anything yet, so there is nothing to make a list from.`,
    });
  });

  test("a look back shows the list of that moment (R2)", () => {
    const earlier = listIn(asked.ask("", 20 * 60_000));
    const later = listIn(asked.ask(earlier.user, 39 * 60_000));
    expect(earlier.madeAtMs).toBeLessThanOrEqual(20 * 60_000);
    expect(earlier.lookedAtMs).toBe(20 * 60_000);
    expect(earlier.cause?.happenedAtMs).toBeLessThan(20 * 60_000);
    expect(earlier.model).toBeLessThanOrEqual(later.model);
    expect(earlier.cacheLeftOut).toBe(true);
  });

  test("in the picture cosines can be read off: the plane holds the whole turn (R4)", () => {
    const picture = pictureOf(asked.run, { endpointId: "recommendations", parameters: { user_id: list.user } });
    expect(picture).toEqual(pictureOf(asked.run, { endpointId: "recommendations", parameters: { user_id: list.user } }));
    expect(picture?.near.filter(({ listed }) => listed).map(({ item }) => item)).toEqual(list.items.map(({ item }) => item));
    expect(picture?.path.at(-1)).toMatchObject({ item: list.cause?.item, turn: list.cause?.turn });
    const turn = picture?.planes.find(({ id }) => id === "turn");
    const spread = picture?.planes.find(({ id }) => id === "spread");
    if (picture === null || turn === undefined || spread === undefined) throw new Error("no planes");
    const last = turn.userX.length - 1;
    expect(turn.userX[last] ** 2 + turn.userY[last] ** 2).toBeCloseTo(1, 5);
    expect(turn.userX[last]).toBeCloseTo(-turn.userX[0], 5);
    for (const { point, cosine } of picture.near)
      if (point >= 0) expect(turn.x[point] * turn.userX[last] + turn.y[point] * turn.userY[last]).toBeCloseTo(cosine, 4);
    expect(spread.share).toBeGreaterThan(turn.share);
    expect(spread.share).toBeLessThan(1);
  });
});

test("a cache that never forgets answers with an old list, and says that it did (R2)", () => {
  const asked = afterRun({ ttlMs: null });
  const { recommendation } = asked.ask("") as { recommendation?: ServedList };
  const answers = ((asked.ask("") as { userIds?: readonly string[] }).userIds ?? []).map((each) => listIn(asked.ask(each)));
  expect(recommendation).toBeDefined();
  expect(answers.map(({ answeredBy }) => answeredBy)).toContain("cache");
  expect(Math.max(...answers.map(({ unknown }) => unknown.events))).toBeGreaterThan(3);
  const old = answers.find(({ unknown }) => unknown.events > 3) as ServedList;
  expect(old.unknown.sinceMs).toBeGreaterThan(old.cause?.happenedAtMs ?? Infinity);
});

test("while too few replicas are up for the read level, a look back is refused", () => {
  const faults = [{ fault: "crash", part: "store", atMs: 25 * 60_000, durationMs: 300_000, index: 0 }];
  const asked = afterRun(undefined, { store: { readLevel: "all" }, faults });
  expect(asked.ask("", 27 * 60_000)).toMatchObject({ status: 503, reason: expect.stringContaining("up for the read level") });
  expect(asked.ask("").status).toBe(200);
});

test("users and items of a file are called as the file calls them, and nobody knows their groups", async () => {
  const songs = ["Blue in Green", "So What", "Naima", "Giant Steps", "Ruby, My Dear", "Epistrophy"];
  const rows = Array.from({ length: 300 }, (_, i) => {
    const user = `anna ${i % 20}`;
    const song = songs[(i % 2) * 3 + ((i >> 1) % 3)];
    return `e${i},${user},listen,"${song}",${new Date(Date.UTC(2026, 2, 6, 12) + i * 5000).toISOString()}`;
  });
  const events = await eventsOf(["event_id,user_id,event_type,item_id,event_time", ...rows].join("\n"));
  const asked = afterRun(undefined, { events });
  const list = listIn(asked.ask("anna 3"));
  expect(list.user).toBe("anna 3");
  for (const { item, group } of list.items) expect([songs.includes(item), group]).toEqual([true, null]);
  expect(songs).toContain(list.cause?.item);
  expect(asked.ask("3")).toMatchObject({ status: 404, reason: "There is no user 3 in this run." });
});
