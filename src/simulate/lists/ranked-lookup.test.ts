import { describe, expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { eventsOf } from "../../../test/support/events-file.ts";
import { indexDrawing, ranOf } from "../../../test/support/ranking.ts";
import type { Change } from "../../../test/support/ranking.ts";
import { LIST, VECTOR } from "../../engine/rows/rows.ts";
import { heldRows } from "../tables/held-rows.ts";
import { answerEndpoint } from "./answer-request.ts";
import type { TryAnswer } from "../../result/try-answer.ts";
import { createRun } from "../run.ts";
import type { Run } from "../run.ts";
import { pictureOf } from "./taste-picture.ts";

const PATH = "/recommendations/{user_id}";

function asking(change: Change = {}): { run: Run; ask: (user: string, atMs?: number) => TryAnswer } {
  const drawn = indexDrawing(change);
  const run = ranOf(drawn);
  // A drawing without endpoints has one that is called "requests".
  const design = {
    ...drawing(drawn),
    api: { endpoints: [{ id: "requests", method: "GET" as const, path: PATH, description: "", share: 1 }] },
  };
  const ask = (user: string, atMs?: number): TryAnswer =>
    answerEndpoint(run, design, {
      endpointId: "requests",
      parameters: user === "" ? {} : { user_id: user },
      ...(atMs === undefined ? {} : { atMs }),
    });
  return { run, ask };
}

describe("asking where lists are made when asked", () => {
  const { run, ask } = asking();
  const answer = ask("");
  const { desk, rows } = run.machine.run;

  test("the answer is the user's last one in the run, with its instant, and asking changes nothing", () => {
    if (answer.status !== 200 || answer.recommendation === undefined) throw new Error(JSON.stringify(answer));
    const list = answer.recommendation;
    const user = Number(list.user);
    const own = Array.from({ length: desk.rows.length }, (_, row) => row).filter((row) => desk.rows.user.data[row] === user);
    const last = own.at(-1) as number;
    expect(list.answeredAtMs).toBe(desk.rows.answeredAt.data[last]);
    expect(list.items.map(({ item }) => Number(item))).toEqual([...run.lists.itemsOf(desk.rows.list.data[last]).items]);
    expect([list.answeredBy, list.madeBy, list.items.length]).toEqual(["index", "index", 10]);
    expect(answer.latencyMs).toBe(run.result(0).latency["requests"].p50Ms);
    const made = rows.lists.length;
    expect(ask(list.user)).toEqual(answer);
    expect(rows.lists.length).toBe(made);
  });

  test("a look back shows the answer before that moment; before the first there is none", () => {
    if (answer.status !== 200 || answer.recommendation === undefined) throw new Error("no list");
    const at = (answer.recommendation.answeredAtMs as number) - 1;
    const before = ask(answer.recommendation.user, at);
    if (before.status !== 200 || before.recommendation === undefined) throw new Error(JSON.stringify(before));
    expect(before.recommendation.answeredAtMs).toBeLessThan(at);
    expect(ask(answer.recommendation.user, 1)).toMatchObject({ status: 404 });
    expect(ask("", 1)).toMatchObject({ status: 404, reason: "No list has been asked for by then: lists follow the first events." });
  });

  test("the picture is drawn of the same list", () => {
    if (answer.status !== 200 || answer.recommendation === undefined) throw new Error("no list");
    const picture = pictureOf(run, { endpointId: "requests", parameters: { user_id: answer.recommendation.user } });
    expect(picture?.near.filter(({ listed }) => listed).map(({ item }) => item)).toEqual(
      answer.recommendation.items.map(({ item }) => item),
    );
    expect(picture?.planes.length).toBe(2);
  });
});

test("a list of a vector from another version says so", () => {
  const { run, ask } = asking({ train: { everyEvents: 300 }, index: { versions: "newest", buildOverheadMs: 1000 } });
  const { lists } = run.machine.run.rows;
  const { desk } = run.machine.run;
  const skewed = Array.from({ length: desk.rows.length }, (_, row) => row).findLast((row) => {
    const list = desk.rows.list.data[row];
    return list >= 0 && lists.vectorModel.data[list] !== lists.model.data[list];
  }) as number;
  const answer = ask(String(desk.rows.user.data[skewed]), desk.rows.answeredAt.data[skewed]);
  if (answer.status !== 200 || answer.recommendation === undefined) throw new Error(JSON.stringify(answer));
  expect(answer.recommendation.vectorModel).toBeLessThan(answer.recommendation.model);
});

test("in a file of events nobody asks: nothing was ranked, nothing is judged, and the index says so", async () => {
  const drawn = indexDrawing();
  const events = await eventsOf(
    `user_id,event_time,event_type,item_id\n${Array.from({ length: 400 }, (_, i) => `u${i % 7},${1_700_000_000_000 + i * 1000},listen,i${(i * i) % 31}`).join("\n")}\n`,
  );
  const created = createRun({ design: drawing(drawn), seed: 1, faults: [], scenario: null, events });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  expect(run.result(0).recommendation).toBeUndefined();
  expect(run.machine.nodes.get("index")?.remarks.map(({ code }) => code)).toContain("nobody-asked");
});

test("what the index holds is the newest vector of each user, and fills a table that is bound to it", () => {
  const run = ranOf(indexDrawing());
  const held = heldRows(run.machine, "index", VECTOR) as Int32Array;
  const { vectors } = run.machine.run.rows;
  const newest = new Map(Array.from({ length: vectors.length }, (_, row) => [vectors.user.data[row], row]));
  expect([...held].sort((a, b) => a - b)).toEqual([...newest.values()].sort((a, b) => a - b));
  expect(heldRows(run.machine, "index", LIST)).toBeNull();
});
