import { expect, test } from "vitest";
import { checkSchema } from "./check-schema.ts";
import type { FilledStream } from "./check-schema.ts";
import { addRelation, addTable, editTable, grantTo } from "./edits-schema.ts";
import { addPart, addWire, removeParts } from "./edits.ts";
import { emptyDesign } from "./empty.ts";
import { parseDesign } from "./parse.ts";
import type { Design, Table } from "./types.ts";

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

test("grants nobody can use, or that hide nothing, are told (G2)", () => {
  const personal = [{ name: "user_id", type: "BIGINT", pii: true as const }];
  const grants = [{ reader: "board", sees: "masked" as const }];
  let design = addPart(emptyDesign(), { kind: "druid", title: "Druid", position: { x: 0, y: 0 } });
  design = addTable(design, { name: "t", role: "fact", columns: personal, part: "druid" });
  const problems = (of: Design) => checkSchema(of, () => STREAMS).map(({ code, message }) => `${code}: ${message}`);
  expect(problems(design)).toEqual([]);
  const granted = grantTo(design, "t", "board", "masked");
  expect(granted.schema.tables[0].grants).toEqual(grants);
  expect(problems(granted)).toEqual([expect.stringMatching(/^schema.no-reader: t has a grant for "board", and there is no such part/)]);
  let asked = addPart(granted, { kind: "dashboard", id: "board", title: "The board", position: { x: 0, y: 0 } });
  expect(problems(asked)).toEqual([expect.stringMatching(/The board, which does not ask for it/)]);
  asked = addWire(asked, { part: "druid", port: "rows" }, { part: "board", port: "rows" });
  expect(problems(asked)).toEqual([]);
  const unmarked = editTable(asked, "t", { columns: [{ name: "user_id", type: "BIGINT" }] });
  expect(problems(unmarked)).toEqual([expect.stringMatching(/^schema.grants-nothing/)]);
  expect(grantTo(asked, "t", "board", "all").schema.tables[0]).not.toHaveProperty("grants");
  expect(removeParts(asked, ["board"]).schema.tables[0]).not.toHaveProperty("grants");
  const opened = parseDesign(JSON.parse(JSON.stringify(asked)));
  expect(opened.ok && opened.value.schema).toEqual(asked.schema);
  for (const wrong of [{ pii: "yes" }, { pii: false }]) {
    const written = {
      format: "quadrant-design",
      version: 1,
      schema: { tables: [{ ...asked.schema.tables[0], columns: [{ ...personal[0], ...wrong }] }] },
    };
    expect(parseDesign(written).ok).toBe(false);
  }
});
