import { expect, test } from "vitest";
import type { Schema } from "../../design/types.ts";
import { freshDraft, syncedDraft, typedDraft } from "./sql-draft.ts";

const schema: Schema = {
  tables: [{ id: "t", name: "t", role: "fact", columns: [{ name: "id", type: "BIGINT" }], part: "kafka" }],
  relations: [],
};

test("a comment or a space changes the text and not the schema", () => {
  const draft = freshDraft(schema);
  const typed = typedDraft(draft, `-- mine\n${draft.text}  `);
  expect(typed.schema).toBe(schema);
  expect(typed.text.startsWith("-- mine")).toBe(true);
});

test("text that cannot be read keeps the last schema, and survives a change made elsewhere", () => {
  const typed = typedDraft(freshDraft(schema), "CREATE TABLE t (id BIG");
  expect(typed.schema).toBe(schema);
  expect(typed.findings).toHaveLength(1);
  const elsewhere: Schema = { tables: [], relations: [] };
  expect(syncedDraft(typed, elsewhere).text).toBe("CREATE TABLE t (id BIG");
  expect(syncedDraft(freshDraft(schema), elsewhere)).toEqual({ text: "", schema: elsewhere, findings: [] });
});

test("a new column is a new schema that keeps the binding", () => {
  const typed = typedDraft(freshDraft(schema), "CREATE TABLE t (id BIGINT, at TIMESTAMP)");
  expect(typed.schema.tables[0]).toMatchObject({ id: "t", part: "kafka", columns: [{ name: "id" }, { name: "at" }] });
});
