import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDdl, tablesToDdl } from "./ddl.ts";
import { parseDesign } from "../parse.ts";
import type { Schema } from "../types.ts";

function read(text: string, previous?: Schema): Schema {
  const result = parseDdl(text, previous);
  if (!result.ok) throw new Error(JSON.stringify(result.error, null, 1));
  return result.value;
}

function refusal(text: string) {
  const result = parseDdl(text);
  if (result.ok) throw new Error("expected a refusal");
  return result.error;
}

/** As people paste it out of a design document: spaces at line ends, a dash before a note, dots for "and so on". */
const SLOPPY_ATHENA = [
  "```sql",
  "CREATE EXTERNAL TABLE IF NOT EXISTS lake.hourly_engagement (  ",
  "  year INT,  ",
  "  device_type STRING,  ",
  "  country STRING, - may be split further (region, city)  ",
  "  total_installs INT,  ",
  "  ... - more measures later  ",
  ")  ",
  "PARTITIONED BY (dt STRING /* yyyy-mm-dd */)",
  "ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'  ",
  "STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'  ",
  "OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'  ",
  "LOCATION 's3://a-bucket/aggregated/hourly;not the end/'",
  "TBLPROPERTIES ('parquet.compress' = 'SNAPPY');",
  "```",
].join("\n");

describe("parseDdl", () => {
  test("Athena as pasted from a document", () => {
    const [table] = read(SLOPPY_ATHENA).tables;
    expect(table).toMatchObject({ id: "hourly_engagement", name: "hourly_engagement", role: "store" });
    expect(table?.columns).toEqual([
      { name: "year", type: "INT" },
      { name: "device_type", type: "STRING" },
      { name: "country", type: "STRING", note: "may be split further (region, city)" },
      { name: "total_installs", type: "INT" },
    ]);
    expect(table?.partitionedBy).toEqual([{ name: "dt", type: "STRING", note: "yyyy-mm-dd" }]);
    expect(table?.storage?.split("\n")).toHaveLength(5);
    expect(table?.storage).toContain("LOCATION 's3://a-bucket/aggregated/hourly;not the end/'");
  });

  test("arrays in every spelling, read and written back", () => {
    const schema = read(`CREATE TABLE list (
      user_id BIGINT PRIMARY KEY, items bigint[10] NOT NULL, scores REAL ARRAY, pairs INT[][2],
      seen frozen<list<bigint>>, v vector<float, 64>, w VECTOR(64), tags TEXT ARRAY[3]
    );`);
    expect(schema.tables[0]?.columns.map((column) => column.type)).toEqual([
      "BIGINT",
      "BIGINT[10]",
      "REAL[]",
      "INT[][2]",
      "FROZEN<LIST<BIGINT>>",
      "VECTOR<FLOAT,64>",
      "VECTOR(64)",
      "TEXT[3]",
    ]);
    expect(read(tablesToDdl(schema))).toEqual(schema);
    expect(refusal("CREATE TABLE t (a BIGINT[x]);")[0]?.message).toMatch(/whole number/);
  });

  test("keys, references and constraints of ordinary SQL", () => {
    const schema = read(`
      CREATE TABLE users (id BIGINT PRIMARY KEY, name character varying(80) NOT NULL DEFAULT 'x', score numeric(10, 2));
      create table if not exists session (
        session_id uuid,
        user_id bigint REFERENCES users ON DELETE CASCADE,
        other_id bigint, -- whom they met
        key VARCHAR(10), day TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk PRIMARY KEY (session_id, user_id),
        FOREIGN KEY (other_id) REFERENCES users (id),
        CHECK (user_id > (0))
      )`);
    expect(schema.tables.map((table) => table.columns.filter((column) => column.key).map((column) => column.name))).toEqual([
      ["id"],
      ["session_id", "user_id"],
    ]);
    expect(schema.tables[0]?.columns[1]).toEqual({ name: "name", type: "CHARACTER VARYING(80)", nullable: false, note: "DEFAULT 'x'" });
    expect(schema.tables[1]?.columns[2]).toEqual({ name: "other_id", type: "BIGINT", note: "whom they met" });
    expect(schema.relations).toEqual([
      { id: "session-users", from: { table: "session", column: "user_id" }, to: { table: "users", column: "id" } },
      { id: "session-users-2", from: { table: "session", column: "other_id" }, to: { table: "users", column: "id" } },
    ]);
  });

  test("Redshift, Cassandra and Hive complex types", () => {
    const schema = read(`
      CREATE TABLE a (id BIGINT ENCODE zstd, at TIMESTAMP, day DATE) DISTSTYLE KEY DISTKEY(id) COMPOUND SORTKEY (at, day);
      CREATE TABLE b (user_id bigint, at timestamp, items list<text>, PRIMARY KEY ((user_id), at)) WITH CLUSTERING ORDER BY (at DESC);
      CREATE TABLE c (tags MAP<STRING, INT>, "Quoted" INT DISTKEY)`);
    expect(schema.tables[0]?.columns.map((column) => column.key)).toEqual(["distribution", "sort", "sort"]);
    expect(schema.tables[1]?.columns.map((column) => column.key)).toEqual(["partition", "sort", undefined]);
    expect(schema.tables[2]?.columns[0]?.type).toBe("MAP<STRING,INT>");
    expect(schema.tables[2]?.columns[1]).toEqual({ name: "Quoted", type: "INT", key: "distribution" });
  });

  test.each([
    ["SELECT 1;", 1, 1, "Only CREATE TABLE"],
    ["CREATE VIEW v AS SELECT 1;", 1, 8, "Only CREATE TABLE"],
    ["CREATE TABLE t (\n  id BIGNIT\n)", 2, 6, "BIGNIT"],
    ["CREATE TABLE t (\n  id BIGINT\n  name VARCHAR\n)", 3, 3, "comma"],
    ["CREATE TABLE t (id)", 1, 19, "needs a type"],
    ["CREATE TABLE t (id INT", 1, 20, "ends in the middle"],
    ["CREATE TABLE t (id INT, ID INT)", 1, 25, "twice"],
    ["CREATE TABLE t (id INT) STORD AS PARQUET", 1, 25, "not known"],
    ["CREATE TABLE t (id INT REFERENCES nobody)", 1, 35, "no table"],
    ["CREATE TABLE t (id INT, PRIMARY KEY (no))", 1, 38, "no column"],
    ["CREATE TABLE t (id INT); CREATE TABLE T (id INT)", 1, 39, "twice"],
    ["CREATE TABLE t (id INT) LOCATION 's3://x", 1, 34, "never closed"],
    ['CREATE TABLE "a b" (id INT)', 1, 14, "cannot be a table name"],
  ])("%j is refused at %i:%i", (text, line, column, words) => {
    const [finding] = refusal(text);
    expect([finding?.line, finding?.column]).toEqual([line, column]);
    expect(finding?.message).toContain(words);
  });

  test("each broken statement is told, and the good ones do not hide it", () => {
    expect(refusal("CREATE TABLE a (x NOPE);\nCREATE TABLE b (id INT);\nCREATE TABLE c (y NOPE)").map((finding) => finding.line)).toEqual([
      1, 3,
    ]);
  });

  test("tables keep id, place, role and binding, also when renamed", () => {
    const previous: Schema = {
      tables: [
        { id: "t1", name: "app_event", role: "stream", columns: [{ name: "id", type: "BIGINT" }], part: "kafka", position: { x: 1, y: 2 } },
        { id: "t2", name: "country", role: "dimension", columns: [{ name: "code", type: "CHAR(2)" }] },
      ],
      relations: [],
    };
    const next = read(
      "CREATE TABLE App_Event (id INT, extra INT); CREATE TABLE countries (code CHAR(2)); CREATE TABLE t1 (z INT)",
      previous,
    );
    expect(next.tables.map(({ id, role, part }) => [id, role, part])).toEqual([
      ["t1", "stream", "kafka"],
      ["t2", "dimension", undefined],
      ["t1-2", "fact", undefined],
    ]);
  });

  test("hostile text ends in a finding, quickly", () => {
    expect(refusal("(".repeat(200_000)).length).toBeGreaterThan(0);
    expect(refusal(`CREATE TABLE t (x ${"ARRAY<".repeat(30_000)}`).length).toBeGreaterThan(0);
    expect(refusal(" ".repeat(300_000))[0]?.message).toContain("256 KB");
  });
});

const name = fc
  .stringMatching(/^[a-z_][a-z0-9_]{0,12}$/)
  .filter((text) => !["primary", "foreign", "unique", "check", "constraint"].includes(text));
const column = fc.record(
  {
    name,
    type: fc.constantFrom(
      "BIGINT[]",
      "REAL[64]",
      "VECTOR<FLOAT,64>",
      "BIGINT",
      "INT",
      "DOUBLE",
      "VARCHAR",
      "VARCHAR(32)",
      "DECIMAL(10,2)",
      "TIMESTAMP",
      "STRING",
      "DOUBLE PRECISION",
      "TIMESTAMP WITH TIME ZONE",
      "ARRAY<INT>",
    ),
    nullable: fc.boolean(),
    key: fc.constantFrom("primary" as const, "partition" as const, "sort" as const, "distribution" as const),
    note: fc.stringMatching(/^[A-Za-z][a-z ,.;()'"-]{0,20}[a-z]$/),
    pii: fc.constant(true as const),
  },
  { requiredKeys: ["name", "type"] },
);
const byName = { selector: (item: { readonly name: string }) => item.name.toLowerCase() };
const table = fc.record({
  name,
  role: fc.constantFrom("fact" as const, "dimension" as const, "stream" as const, "store" as const),
  all: fc.uniqueArray(column, { maxLength: 6, ...byName }),
});

test("what is written as SQL reads back as the same schema", () => {
  fc.assert(
    fc.property(fc.uniqueArray(table, { maxLength: 4, ...byName }), fc.nat(20), (list, pick) => {
      const tables = list.map(({ name: tableName, role, all }) => ({
        id: `t${tableName}`,
        name: tableName,
        role,
        columns: all.slice(0, 4),
        ...(all.length > 4 ? { partitionedBy: all.slice(4) } : {}),
        ...(all.length % 2 ? { storage: "STORED AS PARQUET\nLOCATION 's3://bucket/x/'" } : {}),
      }));
      const ends = tables.flatMap((one) => one.columns.map((two) => ({ table: one.id, column: two.name })));
      const from = ends[pick % Math.max(1, ends.length)];
      const to = ends[(pick * 7) % Math.max(1, ends.length)];
      const schema: Schema = { tables, relations: from && to ? [{ id: `${from.table}-${to.table}`, from, to }] : [] };
      const text = tablesToDdl(schema);
      expect(read(text, schema)).toEqual(schema);
      expect(parseDesign({ format: "quadrant-design", version: 1, schema }).ok).toBe(true);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("a table with more columns than a document takes is told at the first of them, and the rest is not read (X3)", () => {
  const columns = (count: number): string => `CREATE TABLE wide (${Array.from({ length: count }, (_, i) => `c${i} INT`).join(", ")});`;
  expect(parseDdl(columns(300)).ok).toBe(true);
  const result = parseDdl(`${columns(301).slice(0, -2)}, no type at all );`);
  expect(result.ok).toBe(false);
  if (!result.ok) expect(result.error[0]?.message).toBe('"wide" has more than 300 columns. Split it.');
});
