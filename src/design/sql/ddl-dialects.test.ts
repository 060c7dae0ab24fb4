import { describe, expect, test } from "vitest";
import type { Schema } from "../types.ts";
import { DIALECTS, schemaFrom, schemaIn } from "./ddl-dialects.ts";
import { parseDdl, tablesToDdl } from "./ddl.ts";
import { canonicalType } from "./sql-types.ts";

const STAR = `
-- role: dimension
CREATE TABLE dim_user (user_key BIGINT PRIMARY KEY, user_id BIGINT NOT NULL, device_type VARCHAR, valid_from TIMESTAMP, valid_to TIMESTAMP NULL, is_current BOOLEAN);
-- role: fact
CREATE TABLE fact_event (event_id BIGINT, user_key BIGINT REFERENCES dim_user (user_key) DISTKEY, event_time TIMESTAMP SORTKEY, bytes INT, amount DECIMAL(12,2))
PARTITIONED BY (day INT);
CREATE TABLE one_big_table (event_id UUID, tags VARCHAR[], seen DOUBLE, kind ENUM, props JSON, code CHAR(2), name VARCHAR(80));
`;

function star(): Schema {
  const parsed = parseDdl(STAR);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const typesOf = (schema: Schema): (string | null)[][] =>
  schema.tables.map(({ columns, partitionedBy = [] }) => [...columns, ...partitionedBy].map(({ type }) => canonicalType(type)));

describe("a schema in the dialect of a store", () => {
  test.each(DIALECTS)("%s: what is written is read again as it was written", (dialect) => {
    const written = schemaIn(star(), dialect);
    const text = tablesToDdl(written);
    const read = parseDdl(text, written);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value).toEqual(written);
    expect(tablesToDdl(read.value)).toBe(text);
    expect(schemaIn(read.value, dialect)).toEqual(written);
  });

  test("a star keeps the meaning of its types in every dialect", () => {
    const [dim, fact] = typesOf(star());
    for (const dialect of DIALECTS) expect(typesOf(schemaIn(star(), dialect)).slice(0, 2), dialect).toEqual([dim, fact]);
  });

  test("Redshift has keys and no partitions, Hive and Spark partitions and no keys", () => {
    const [redshift, hive, spark] = DIALECTS.map((dialect) => tablesToDdl(schemaIn(star(), dialect)));
    expect(redshift).toMatch(/user_key BIGINT DISTKEY REFERENCES dim_user/);
    expect(redshift).toMatch(/day INTEGER\n\)/);
    expect(redshift).toMatch(/device_type VARCHAR\(256\)/);
    expect(redshift).not.toMatch(/PARTITIONED|STORED/);
    for (const text of [hive, spark]) {
      expect(text).toMatch(/PARTITIONED BY \(\n {2}day INT\n\)/);
      expect(text).toMatch(/device_type STRING/);
      expect(text).toMatch(/tags ARRAY<STRING>/);
      expect(text).not.toMatch(/KEY/);
    }
    expect(hive).toContain("STORED AS PARQUET");
    expect(spark).toContain("USING PARQUET");
    expect(redshift).toContain("props SUPER");
    expect(redshift).toContain("amount DECIMAL(12,2)");
  });

  test("where files lie stays, how they were written does not", () => {
    const parsed = parseDdl("CREATE EXTERNAL TABLE t (a INT) STORED AS ORC LOCATION 's3://lake/t/';");
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(tablesToDdl(schemaIn(parsed.value, "spark"))).toContain("USING PARQUET LOCATION 's3://lake/t/'");
    expect(tablesToDdl(schemaIn(parsed.value, "redshift"))).not.toContain("LOCATION");
  });
});

describe("a text in the dialect of a store that is read into a schema", () => {
  test.each(DIALECTS)("%s: what was written and not changed is the schema as it was drawn (X3)", (dialect) => {
    const drawn = star();
    const read = parseDdl(tablesToDdl(schemaIn(drawn, dialect)), drawn, dialect);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(schemaFrom(read.value, drawn, dialect)).toEqual(drawn);
  });

  test.each([
    ["redshift", "CREATE TABLE t (\n  a STRING\n);", 2, "Redshift has no type STRING. Write VARCHAR(256)."],
    ["redshift", "CREATE TABLE t (a INT)\nPARTITIONED BY (day INT);", 2, "Redshift has no PARTITIONED BY"],
    ["redshift", "CREATE TABLE t (a INT)\nSTORED AS PARQUET;", 2, "no clause STORED"],
    ["redshift", "CREATE TABLE t (a INT, b BIGINT[]);", 1, "Write SUPER."],
    ["hive", "CREATE TABLE t (\n  a INT,\n  b VARCHAR\n);", 3, "a VARCHAR needs a length"],
    ["hive", "CREATE TABLE t (a INT PRIMARY KEY);", 1, "Hive enforces no keys and takes no PRIMARY KEY"],
    ["hive", "CREATE TABLE t (a INT)\nUSING PARQUET;", 2, "no clause USING"],
    ["spark", "CREATE TABLE u (a INT);\nCREATE TABLE t (a INT REFERENCES u (a));", 2, "Spark keeps no references"],
    ["spark", "CREATE TABLE t (a UUID) DISTSTYLE ALL;", 1, "Spark has no type UUID. Write STRING."],
  ] as const)("%s refuses at its line: %s (X3)", (dialect, text, line, message) => {
    const read = parseDdl(text, undefined, dialect);
    const [first] = read.ok ? [] : read.error;
    expect(first).toMatchObject({ line, message: expect.stringContaining(message) });
    expect(parseDdl(text).ok, "drawn tables may have any of it").toBe(true);
  });

  test("Spark partitions by a column of its list, and Spectrum's external tables have Hive's words", () => {
    const spark = parseDdl("CREATE TABLE t (a INT, day INT) USING PARQUET PARTITIONED BY (day);", undefined, "spark");
    if (!spark.ok) throw new Error(JSON.stringify(spark.error));
    expect(spark.value.tables[0]).toMatchObject({ columns: [{ name: "a" }], partitionedBy: [{ name: "day", type: "INT" }] });
    expect(parseDdl("CREATE EXTERNAL TABLE t (a STRING) STORED AS PARQUET LOCATION 's3://x/';", undefined, "redshift").ok).toBe(true);
  });

  test("Redshift keeps the order of what is partitioned and takes a new type", () => {
    const drawn = star();
    const text = tablesToDdl(schemaIn(drawn, "redshift")).replace("bytes INTEGER", "bytes BIGINT");
    const read = parseDdl(text, drawn, "redshift");
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const fact = schemaFrom(read.value, drawn, "redshift").tables[1];
    expect(fact.partitionedBy).toEqual([{ name: "day", type: "INT" }]);
    expect(fact.columns.find(({ name }) => name === "bytes")?.type).toBe("BIGINT");
  });
});
