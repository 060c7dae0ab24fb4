import { expect, test } from "vitest";
import type { Schema } from "../../design/types.ts";
import { draftFor, freshDraft, syncedDraft, typedDraft } from "./sql-draft.ts";

const schema: Schema = {
  tables: [{ id: "t", name: "t", role: "fact", columns: [{ name: "id", type: "BIGINT" }], part: "kafka" }],
  relations: [],
};

test("a comment or a space changes the text and not the schema", () => {
  const draft = freshDraft(schema, "drawn");
  const typed = typedDraft(draft, `-- mine\n${draft.text}  `);
  expect(typed.schema).toBe(schema);
  expect(typed.text.startsWith("-- mine")).toBe(true);
});

test("text that cannot be read keeps the last schema, and survives a change made elsewhere", () => {
  const typed = typedDraft(freshDraft(schema, "drawn"), "CREATE TABLE t (id BIG");
  expect(typed.schema).toBe(schema);
  expect(typed.findings).toHaveLength(1);
  const elsewhere: Schema = { tables: [], relations: [] };
  expect(syncedDraft(typed, elsewhere).text).toBe("CREATE TABLE t (id BIG");
  expect(syncedDraft(freshDraft(schema, "drawn"), elsewhere)).toEqual({ writtenFor: "drawn", text: "", schema: elsewhere, findings: [] });
});

test("a new column is a new schema that keeps the binding", () => {
  const typed = typedDraft(freshDraft(schema, "drawn"), "CREATE TABLE t (id BIGINT, at TIMESTAMP)");
  expect(typed.schema.tables[0]).toMatchObject({ id: "t", part: "kafka", columns: [{ name: "id" }, { name: "at" }] });
});

test("what a dialect cannot say stays as it was drawn when its text is edited, and is refused where it is written", () => {
  const drawn: Schema = {
    tables: [{ id: "t", name: "t", role: "fact", columns: [{ name: "id", type: "UUID", key: "primary" }], part: "kafka" }],
    relations: [],
  };
  const typed = typedDraft(freshDraft(drawn, "hive"), "CREATE TABLE t (id STRING, at TIMESTAMP)");
  expect(typed.schema.tables[0]).toMatchObject({
    part: "kafka",
    columns: [
      { name: "id", type: "UUID", key: "primary" },
      { name: "at", type: "TIMESTAMP" },
    ],
  });
  const refused = typedDraft(typed, "CREATE TABLE t (\n  id STRING,\n  at TIMESTAMP SORTKEY\n)");
  expect(refused.findings).toMatchObject([{ line: 3, column: 3, message: expect.stringContaining("Hive enforces no keys") }]);
  expect(refused.schema).toBe(typed.schema);
});

test("a text that one dialect refuses is read by another without being typed again", () => {
  const text = "CREATE TABLE t (id STRING)\nPARTITIONED BY (day INT)\nSTORED AS PARQUET;";
  const refused = typedDraft(freshDraft(schema, "redshift"), text);
  expect(refused.findings.map(({ line }) => line)).toEqual([1, 2, 3]);
  const read = draftFor(refused, "hive");
  expect(read).toMatchObject({ text, findings: [] });
  expect(read.schema.tables[0]).toMatchObject({ part: "kafka", partitionedBy: [{ name: "day" }] });
});
