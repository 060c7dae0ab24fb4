import { expect, test } from "vitest";
import { must } from "../base/assert.ts";
import { startInProcess, stillClock } from "../../test/support/duckdb-in-process.ts";
import type { RunColumn, RunTable } from "../result/run-table.ts";
import { createDuckDbWarehouse } from "./duckdb-warehouse.ts";
import { truthExamples } from "./truth-examples.ts";
import { QUERY_LIMITS } from "./warehouse.ts";

const START = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;

const doubles = (name: string, values: readonly number[]): RunColumn => ({ name, type: "double", values: Float64Array.from(values) });
const times = (name: string, minutes: readonly number[]): RunColumn => ({
  name,
  type: "timestamp",
  values: Float64Array.from(minutes, (minute) => START + minute * MINUTE),
});

/** A window of ten minutes, its key, events, users and bytes. */
type Window = readonly [fromMinute: number, key: "a" | "b", events: number, users: number, bytes: number];

function windows(name: string, rows: readonly Window[]): RunTable {
  return {
    name,
    rows: rows.length,
    columns: [
      times(
        "window_start",
        rows.map(([from]) => from),
      ),
      times(
        "window_end",
        rows.map(([from]) => from + 10),
      ),
      { name: "window_key", type: "text", dictionary: ["a", "b"], codes: Int32Array.from(rows, ([, key]) => (key === "a" ? 0 : 1)) },
      ...["events", "users", "bytes"].map((figure, place) =>
        doubles(
          figure,
          rows.map((row) => row[place + 2] as number),
        ),
      ),
    ],
  };
}

function pairs(name: string, rows: readonly (readonly [number, number])[]): RunTable {
  const side = (place: 0 | 1): readonly number[] => rows.map((row) => row[place]);
  return { name, rows: rows.length, columns: [doubles("left_event_id", side(0)), doubles("right_event_id", side(1))] };
}

/** An hour's figures by country; the second figure does not add up over countries. */
function hours(name: string, rows: readonly (readonly [country: "SE" | "US", events: number, users: number])[]): RunTable {
  const same = (column: string, value: number): RunColumn =>
    doubles(
      column,
      rows.map(() => value),
    );
  return {
    name,
    rows: rows.length,
    columns: [
      ...[same("year", 2026), same("month", 11), same("day", 20), same("hour", 12)],
      { name: "country", type: "text", dictionary: ["SE", "US"], codes: Int32Array.from(rows, ([country]) => (country === "SE" ? 0 : 1)) },
      doubles(
        "total_events",
        rows.map(([, events]) => events),
      ),
      doubles(
        "active users",
        rows.map(([, , users]) => users),
      ),
    ],
  };
}

test("each query finds the rows that its goal counts as wrong, by any of their figures", async () => {
  const warehouse = createDuckDbWarehouse(await startInProcess(), stillClock);
  const examples = truthExamples({ by: ["country"], figures: ["total_events", "active users"] });
  const wrongOf = async (table: string, columns: readonly number[]) => {
    const { sql } = must(
      examples.find(({ checks }) => checks === table),
      `a query for ${table}`,
    );
    const outcome = await warehouse.query(sql, QUERY_LIMITS);
    if (!outcome.ok) throw new Error(outcome.error.message);
    return outcome.value.rows.map((row) => columns.map((column) => row[column]));
  };
  await warehouse.load([
    windows("windows", [
      [0, "a", 4, 2, 100],
      [0, "b", 4, 2, 99],
      [20, "a", 1, 1, 5],
    ]),
    windows("windows_truth", [
      [0, "a", 4, 2, 100],
      [0, "b", 4, 2, 100],
      [10, "b", 3, 1, 30],
    ]),
    pairs("joins", [[1, 2]]),
    pairs("joins_truth", [
      [1, 2],
      [3, 4],
    ]),
    hours("hourly_engagement", [
      ["SE", 5, 2],
      ["US", 7, 3],
    ]),
    hours("hourly_truth", [
      ["SE", 5, 2],
      ["US", 7, 4],
    ]),
  ]);
  expect(await wrongOf("windows", [0, 3])).toEqual([
    ["different", "b"],
    ["missing", "b"],
    ["should not exist", "a"],
  ]);
  expect(await wrongOf("joins", [0, 1, 2])).toEqual([["missing", 3, 4]]);
  // Year, month, day, hour and country stand before the figures, the true one before the run's.
  expect(await wrongOf("hourly_engagement", [0, 5, 6, 7, 8, 9])).toEqual([["different", "US", 7, 7, 4, 3]]);
  await warehouse.close();
}, 60_000);
