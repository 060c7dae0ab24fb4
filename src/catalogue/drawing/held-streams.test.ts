import { expect, test } from "vitest";
import { checkSchema } from "../../design/check-schema.ts";
import type { Column, Settings, System, Table } from "../../design/types.ts";
import { heldStreams } from "./held-streams.ts";

type Given = { readonly [part: string]: Settings };

/** The streaming way of a shop: events, vectors and lists, each through a log of its own, into one store. */
function shop(settings: Given = {}): System {
  const kinds = {
    shop: "web-app",
    kafka: "kafka",
    train: "model-training",
    update: "stream-worker",
    vectors: "kafka",
    generate: "stream-worker",
    lists: "kafka",
    save: "stream-worker",
    store: "cassandra",
    api: "recommendation-api",
    cache: "redis",
  };
  const logic: Given = { update: { logic: "update-embeddings" }, generate: { logic: "generate-lists" } };
  const wires = [
    "shop.events kafka.produce",
    "kafka.consume train.in",
    "kafka.consume update.in",
    "train.model update.model",
    "update.out vectors.produce",
    "vectors.consume generate.in",
    "generate.out lists.produce",
    "lists.consume save.in",
    "save.out store.write",
    "shop.requests api.requests",
    "api.reads cache.lookup",
    "cache.miss store.read",
  ];
  return {
    parts: Object.entries(kinds).map(([id, kind]) => ({
      id,
      kind,
      title: id,
      position: { x: 0, y: 0 },
      settings: { ...logic[id], ...settings[id] },
    })),
    wires: wires.map((text, index) => {
      const [fromPart = "", fromPort = "", toPart = "", toPort = ""] = text.split(/[. ]/);
      return { id: `w${index}`, from: { part: fromPart, port: fromPort }, to: { part: toPart, port: toPort } };
    }),
  };
}

test("vectors and lists have streams of their own, and a call brings no rows into a store", () => {
  const held = heldStreams(shop());
  const ids = (part: string) => held(part)?.map((stream) => stream.id);
  expect(ids("kafka")).toEqual(["event"]);
  expect(ids("vectors")).toEqual(["vector"]);
  expect(ids("lists")).toEqual(["list", "listed-item"]);
  expect(ids("store")).toEqual(["list", "listed-item"]);
  expect(ids("cache")).toEqual([]);
});

test("their arrays are as long as the settings of those who make them say", () => {
  const held = heldStreams(shop({ train: { dims: 48 }, generate: { listLength: 20 } }));
  const typeOf = (part: string, column: string) =>
    held(part)
      ?.flatMap((stream) => stream.columns)
      .find((one) => one.name === column)?.type;
  expect(typeOf("vectors", "vector")).toBe("REAL[48]");
  expect(typeOf("store", "items")).toBe("BIGINT[20]");
  expect(typeOf("store", "scores")).toBe("REAL[20]");
});

function findings(part: string, columns: readonly Column[], settings: Given = {}): readonly string[] {
  const system = shop(settings);
  const table: Table = { id: "t", name: "t", role: "store", part, columns };
  return checkSchema({ system, schema: { tables: [table], relations: [] } }, heldStreams(system)).map(({ code, message }) =>
    code === "schema.type" ? message : `${code} ${message.split(":")[0] ?? ""}`,
  );
}

test.each([
  ["an array of ids", "store", { name: "items", type: "LIST<BIGINT>" }, []],
  ["as many as there are", "store", { name: "items", type: "BIGINT[10]" }, []],
  ["JSON text", "store", { name: "items", type: "JSON" }, []],
  ["a vector as bytes", "vectors", { name: "vector", type: "BLOB" }, []],
  ["a vector type", "vectors", { name: "vector", type: "VECTOR<FLOAT, 32>" }, []],
  ["a vector of doubles", "vectors", { name: "vector", type: "DOUBLE[]" }, []],
  [
    "too narrow entries",
    "store",
    { name: "items", type: "INT[]" },
    ["items: a BIGINT[10] does not fit into INT[]. Change the type to BIGINT[10]."],
  ],
  [
    "one number",
    "store",
    { name: "items", type: "BIGINT" },
    ["items: a BIGINT[10] does not fit into BIGINT. Change the type to BIGINT[10]."],
  ],
  [
    "another length",
    "vectors",
    { name: "vector", type: "REAL[64]" },
    ["vector: a REAL[32] does not fit into REAL[64]. Change the type to REAL[32]."],
  ],
  ["a column nothing fills", "store", { name: "mood", type: "VARCHAR" }, ["schema.unfilled mood"]],
] as const)("%s", (_name, part, column, expected) => {
  expect(findings(part, [{ name: "user_id", type: "BIGINT" }, { name: "made_at", type: "TIMESTAMP" }, column])).toEqual(expected);
});

test("a list may lie there as a row for each item", () => {
  const columns = [
    { name: "user_id", type: "BIGINT" },
    { name: "rank", type: "INT" },
    { name: "item_id", type: "BIGINT" },
    { name: "score", type: "DOUBLE" },
    { name: "as_of", type: "TIMESTAMP" },
  ];
  expect(findings("store", columns)).toEqual([]);
});
