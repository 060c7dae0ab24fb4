import { describe, expect, test } from "vitest";
import type { Schema } from "../types.ts";
import { DIALECTS, schemaIn } from "./ddl-dialects.ts";
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
