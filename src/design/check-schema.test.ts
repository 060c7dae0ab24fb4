import { expect, test } from "vitest";
import { checkSchema } from "./check-schema.ts";
import type { FilledStream } from "./check-schema.ts";
import { addRelation, addTable } from "./edits-schema.ts";
import { addPart } from "./edits.ts";
import { emptyDesign } from "./empty.ts";
import type { Table } from "./types.ts";

const STREAMS: readonly FilledStream[] = [
  {
    id: "event",
    title: "App events",
    columns: [
      { name: "event_id", type: "BIGINT" },
      { name: "user_id", type: "BIGINT" },
      { name: "event_time", type: "TIMESTAMP" },
    ],
  },
  {
    id: "session",
    title: "Sessions",
    columns: [
      { name: "session_id", type: "BIGINT" },
      { name: "user_id", type: "BIGINT" },
      { name: "duration_s", type: "DOUBLE" },
    ],
  },
];

function codes(table: Omit<Table, "id" | "role">, streams: readonly FilledStream[] | null = STREAMS) {
  const design = addTable(addPart(emptyDesign(), { kind: "kafka", title: "Kafka", position: { x: 0, y: 0 } }), { role: "fact", ...table });
  return checkSchema(design, () => streams).map((finding) => finding.code);
}

test.each([
  [
    "a full match",
    [
      { name: "Session_Id", type: "uuid" },
      { name: "duration_s", type: "DOUBLE PRECISION" },
    ],
    [],
  ],
  [
    "a column nothing fills",
    [
      { name: "session_id", type: "BIGINT" },
      { name: "mood", type: "VARCHAR" },
    ],
    ["schema.unfilled"],
  ],
  [
    "a type that is too narrow",
    [
      { name: "user_id", type: "INT" },
      { name: "session_id", type: "VARCHAR" },
    ],
    ["schema.type"],
  ],
  ["no columns", [], ["schema.no-columns"]],
  [
    "one column twice",
    [
      { name: "user_id", type: "BIGINT" },
      { name: "USER_ID", type: "BIGINT" },
    ],
    ["schema.same-column"],
  ],
  ["an unknown type", [{ name: "user_id", type: "MAGIC" }], ["schema.unknown-type"]],
])("%s", (_name, columns, expected) => {
  expect(codes({ name: "t", columns, part: "kafka" })).toEqual(expected);
});

test("an unbound table, or a part whose streams are not known, is left alone", () => {
  expect(codes({ name: "t", columns: [{ name: "mood", type: "INT" }] })).toEqual([]);
  expect(codes({ name: "t", columns: [{ name: "mood", type: "INT" }], part: "kafka" }, null)).toEqual([]);
  expect(codes({ name: "t", columns: [{ name: "mood", type: "INT" }], part: "gone" })).toEqual(["schema.no-part"]);
});

test("tables of one name and loose relations", () => {
  let design = addTable(emptyDesign(), { name: "t", role: "fact", columns: [{ name: "a", type: "INT" }] });
  design = addTable(design, { name: "T", role: "fact", columns: [{ name: "a", type: "INT" }] });
  design = addRelation(design, { table: "t", column: "a" }, { table: "t-2", column: "gone" });
  expect(checkSchema(design, () => null).map((finding) => finding.code)).toEqual([
    "schema.same-name",
    "schema.same-name",
    "schema.loose-relation",
  ]);
});
