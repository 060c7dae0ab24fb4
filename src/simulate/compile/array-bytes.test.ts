import { expect, test } from "vitest";
import { drawing } from "../../../test/support/drawing.ts";
import { listening } from "../../../test/support/listening.ts";
import { loadBundled } from "../../scenario/bundled.ts";
import type { Column, Design, Table } from "../../design/types.ts";
import { checkDesign } from "./compile-design.ts";
import { runDesign } from "../run.ts";
import { arrayBytesOf } from "./array-bytes.ts";

const ID: Column = { name: "user_id", type: "BIGINT" };

function shop(tables: readonly Omit<Table, "id" | "role">[]): Design {
  const drawn = drawing({
    parts: [
      { id: "users", kind: "web-app" },
      { id: "events", kind: "kafka", settings: { partitions: 4 } },
      { id: "train", kind: "model-training", settings: { everyEvents: 1000, startUpMs: 1000, dims: 16 } },
      { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 0.5 } } },
      { id: "vectors", kind: "kafka", settings: { partitions: 4 } },
      { id: "gen", kind: "stream-worker", settings: { logic: "generate-lists", listLength: 20, workTime: { constant: 0.5 } } },
      { id: "store", kind: "dynamodb" },
    ],
    wires: [
      "users.events -> events.produce",
      "events.consume -> train.in",
      "events.consume -> update.in",
      "train.model -> update.model",
      "update.out -> vectors.produce",
      "vectors.consume -> gen.in",
      "gen.out -> store.write",
    ],
  });
  return { ...drawn, schema: { tables: tables.map((table, at) => ({ id: `t${at}`, role: "store", ...table })), relations: [] } };
}

test("the types of the table at a part give the bytes of a vector and of a list there", () => {
  const bytes = arrayBytesOf(
    shop([
      { name: "v", part: "vectors", columns: [ID, { name: "vector", type: "DOUBLE[]" }] },
      { name: "l", part: "store", columns: [ID, { name: "items", type: "JSON" }, { name: "made_at", type: "TIMESTAMP" }] },
    ]),
  );
  expect(bytes("vectors").vector).toEqual({ fixed: 8, entry: 8, rows: "one" });
  expect(bytes("store").list).toEqual({ fixed: 18, entry: 8, rows: "one" });
  // A part without such a table keeps every column of the stream: id, two times and a number beside the array.
  expect(bytes("gen")).toEqual({ vector: { fixed: 28, entry: 4, rows: "one" }, list: { fixed: 28, entry: 12, rows: "one" } });
});

test("bytes, a length of its own, and a row for each item", () => {
  const of = (columns: readonly Column[]) => arrayBytesOf(shop([{ name: "l", part: "store", columns: [ID, ...columns] }]))("store").list;
  expect(of([{ name: "items", type: "BLOB" }])).toEqual({ fixed: 8, entry: 8, rows: "one" });
  expect(of([{ name: "items", type: "BIGINT[20]" }])).toEqual({ fixed: 168, entry: 0, rows: "one" });
  expect(
    of([
      { name: "rank", type: "SMALLINT" },
      { name: "item_id", type: "BIGINT" },
    ]),
  ).toEqual({ fixed: 0, entry: 18, rows: "perEntry" });
});

test("a run stores and bills what the tables say", () => {
  const run = (columns: readonly Column[]) => {
    const { outcome } = runDesign({
      design: shop([{ name: "l", part: "store", columns: [ID, ...columns] }]),
      scenario: listening({}, 10),
      seed: 1,
      faults: [],
    });
    if (outcome.status !== "finished") throw new Error(outcome.status);
    const { cost, nodes, logs, findings } = outcome.result;
    const quantity = (dimension: string) => cost.lines.find((line) => line.node === "store" && line.dimension === dimension)?.quantity ?? 0;
    const vectors = logs["vectors"]?.partitions.reduce((sum, one) => ({ end: sum.end + one.end, bytes: sum.bytes + one.bytes }), {
      end: 0,
      bytes: 0,
    });
    return { writes: quantity("Writes on demand"), stored: quantity("Storage"), rows: nodes["store"]?.departures ?? 0, vectors, findings };
  };
  const wide = run([{ name: "items", type: "BIGINT[]" }]);
  const long = run([
    { name: "rank", type: "INT" },
    { name: "item_id", type: "BIGINT" },
  ]);
  expect(wide.findings).toEqual([]);
  expect(long.findings).toEqual([]);
  expect(wide.rows).toBeGreaterThan(300);
  // A unit pays for an item of up to 1 KB: twenty small rows cost twenty times the one they would fit in.
  expect(long.writes / wide.writes).toBeCloseTo(20, 6);
  expect(long.stored / wide.stored).toBeCloseTo((20 * 20) / (8 + 20 * 8), 6);
  // 16 numbers of 4 B, and 28 B beside them.
  expect(wide.vectors?.bytes).toBe((wide.vectors?.end ?? 0) * (28 + 16 * 4));
});

test.each(["spotify-recommendations", "ecommerce-recommendations"])("the tables of %s say what is really stored", async (id) => {
  const loaded = await loadBundled(id);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const { designs } = loaded.value;
  for (const { name, design } of designs) {
    expect(checkDesign(design, loaded.value), name).toEqual([]);
    expect(
      design.schema.tables.every((table) => table.part !== undefined),
      name,
    ).toBe(true);
    // Where lists are made when asked there is no table to read.
    const saved = design.system.parts.some((part) => part.id === "store");
    expect(
      design.api.endpoints.map((endpoint) => endpoint.reads),
      name,
    ).toEqual([saved ? { part: "store", table: "recommendations_by_user" } : undefined]);
  }
});
