import { expect, test } from "vitest";
import { TRACE_LIMITS } from "./limits.ts";
import { createFields } from "./records.ts";
import { RowCollector } from "./row-collector.ts";

test("as many rows as a run takes are taken, and the next is one too many (F1)", () => {
  const collector = new RowCollector({});
  collector.columns(["user_id", "event_time"]);
  const fields = createFields(2);
  fields.bytes = new TextEncoder().encode("u1");
  fields.count = 2;
  fields.starts[1] = 1;
  fields.ends[0] = 1;
  fields.ends[1] = 2;
  for (let row = 1; row <= TRACE_LIMITS.rows; row++) collector.record(fields, row, 4);
  expect([collector.open, collector.rows, collector.findings]).toEqual([true, TRACE_LIMITS.rows, []]);
  collector.record(fields, TRACE_LIMITS.rows + 1, 4);
  expect(collector.open).toBe(false);
  expect(collector.findings).toMatchObject([{ code: "too-many-rows", message: expect.stringContaining("more than 5,000,000 rows") }]);
});
