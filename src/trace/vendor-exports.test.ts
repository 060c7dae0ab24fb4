import { expect, test } from "vitest";
import { eventsOf, read } from "../../test/support/events-file.ts";
import byLibrary from "../../test/support/parquet-times.json" with { type: "json" };
import type { EventTrace } from "../engine/rows/event-trace.ts";
import { nameOf } from "../engine/rows/trace-names.ts";
import type { TraceMapping } from "./mapping.ts";

const AT = Date.UTC(2026, 2, 5, 19, 12, 30, 250);

/** What the first event of a file is read as. */
function first(trace: EventTrace): readonly unknown[] {
  const id = trace.eventIds === null ? null : nameOf(trace.eventIds, trace.eventId[0]);
  return [nameOf(trace.users, trace.user[0]), id, trace.eventTime[0], trace.arrivalTime[0]];
}

const lines = (...rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join("\n");

async function readFirst(rows: readonly object[], mapping: TraceMapping = {}): Promise<readonly unknown[]> {
  const trace = await eventsOf(lines(...rows), mapping);
  expect(trace.rows).toBe(rows.length);
  return first(trace);
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));
/** polars and ClickHouse pack by Zstandard unless told otherwise. */
const isZstandard = (name: string): boolean => /polars|Zstandard/.test(name);
const FILES = Object.entries(byLibrary).filter(([name]) => name !== "by");

test.each(FILES.filter(([name]) => isZstandard(name)))("row P1: %s is refused with what to do", async (_, base64) => {
  const { events } = await read(bytesOf(base64));
  expect(events.ok ? [] : events.error.map(({ message }) => message)).toEqual([
    "The file is compressed with ZSTD, which is not read here. Write it with Snappy, or without compression.",
  ]);
});

test.each(FILES.filter(([name]) => !isZstandard(name)))("row P1: the times of %s are the same moments", async (_, base64) => {
  const trace = await eventsOf(bytesOf(base64));
  expect([...trace.eventTime]).toEqual([AT, AT + 1, AT + 29_750, Date.UTC(2026, 9, 25, 0, 59, 59, 999)]);
  expect(trace.understood.join(" ")).toContain("timestamps, as the file declares");
});

test("row P2: Google Analytics gives microseconds, as digits in JSON, and no id; who is not signed in is a device", async () => {
  const row = { event_timestamp: String(AT * 1000), event_name: "screen_view", user_pseudo_id: "device 1", event_bundle_sequence_id: "7" };
  expect(await readFirst([row])).toEqual(["device 1", null, AT, AT]);
  const both = { ...row, user_id: "u1" };
  expect(await readFirst([both], { user_id: "user_pseudo_id" })).toEqual(["device 1", null, AT, AT]);
});

test("row P3: Amplitude's own event_id counts the events of a device: $insert_id tells events apart", async () => {
  const row = { event_time: "2026-03-05 19:12:30.250000", user_id: "u1", device_id: "d1", event_id: 1, $insert_id: "a", event_type: "tap" };
  expect(await readFirst([row, { ...row, user_id: "u2", device_id: "d2", $insert_id: "b" }])).toEqual(["u1", "a", AT, AT]);
});

test("row P4: Mixpanel gives seconds, or ms where asked, and everything but the name within properties", async () => {
  const properties = { time: Math.floor(AT / 1000), distinct_id: "u1", $insert_id: "a" };
  const whole = Math.floor(AT / 1000) * 1000;
  expect(await readFirst([{ event: "tap", properties }])).toEqual(["u1", "a", whole, whole]);
  expect(await readFirst([{ event: "tap", properties: { ...properties, time: AT } }])).toEqual(["u1", "a", AT, AT]);
});

test("row P5: Segment's timestamp is the corrected one, and the phone's own is there to be mapped", async () => {
  const at = (ms: number): string => new Date(ms).toISOString();
  const times = { originalTimestamp: at(AT - 5000), sentAt: at(AT - 4000), receivedAt: at(AT + 1000), timestamp: at(AT) };
  const row = { messageId: "m1", userId: "u1", event: "tap", ...times };
  expect(await readFirst([row])).toEqual(["u1", "m1", AT, AT + 1000]);
  expect((await readFirst([row], { event_time: "originalTimestamp" }))[2]).toBe(AT - 5000);
});

test("row P6: Snowplow's derived_tstamp is when it happened, its collector's when it came", async () => {
  const row = {
    ...{ event_id: "e1", user_id: "u1", event_name: "tap", dvce_created_tstamp: "2026-03-05 19:12:20.000" },
    ...{ derived_tstamp: "2026-03-05 19:12:30.250", collector_tstamp: "2026-03-05 19:12:31.250" },
  };
  expect(await readFirst([row])).toEqual(["u1", "e1", AT, AT + 1000]);
});
