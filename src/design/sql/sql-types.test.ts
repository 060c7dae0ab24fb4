import { expect, test } from "vitest";
import { arrayOf, canonicalType, columnBytes, recordBytes } from "./sql-types.ts";

test.each([
  ["bigint", "BIGINT", 8],
  ["INT UNSIGNED", "INT", 4],
  ["string", "VARCHAR", 16],
  ["VARCHAR(8)", "VARCHAR", 8],
  ["VARCHAR(32)", "VARCHAR", 16],
  ["character varying ( 200 )", "VARCHAR", 100],
  ["CHAR(2)", "CHAR", 2],
  ["DECIMAL(10, 2)", "DECIMAL", 8],
  ["double precision", "DOUBLE", 8],
  ["TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP", 8],
  ["ARRAY<BIGINT>", "ARRAY", 64],
  ["MAP<STRING,INT>", "MAP", 160],
  ["STRUCT<a:INT,b:ARRAY<SMALLINT>>", "STRUCT", 20],
  ["BIGINT[10]", "ARRAY", 80],
  ["real[]", "ARRAY", 32],
  ["SMALLINT ARRAY", "ARRAY", 16],
  ["vector(64)", "ARRAY", 256],
  ["frozen<list<bigint>>", "ARRAY", 64],
  ["VECTOR<FLOAT, 64>", "ARRAY", 256],
  ["NOPE[]", null, 16],
  ["NOPE", null, 16],
  ["toString", null, 16],
])("%s is %s and takes %i B", (type, canonical, bytes) => {
  expect(canonicalType(type)).toBe(canonical);
  expect(columnBytes({ type })).toBe(bytes);
});

test("a record is the sum of its columns", () => {
  expect(
    recordBytes({
      columns: [
        { name: "a", type: "BIGINT" },
        { name: "b", type: "VARCHAR" },
      ],
    }),
  ).toBe(24);
});

test("an array holds its own number of entries, or as many as somebody knows", () => {
  expect(arrayOf("BIGINT[10]")).toEqual({ element: "BIGINT", length: 10 });
  expect(arrayOf("LIST<INT>")).toEqual({ element: "INT", length: null });
  expect(arrayOf("VECTOR(64)")).toEqual({ element: "REAL", length: 64 });
  expect(arrayOf("BIGINT")).toBeNull();
  expect(columnBytes({ type: "REAL[]" }, 64)).toBe(256);
  expect(columnBytes({ type: "REAL[32]" }, 64)).toBe(128);
  expect(columnBytes({ type: "MAP<INT,INT>" }, 64)).toBe(64);
});
