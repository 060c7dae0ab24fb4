import { createStream } from "../../src/base/rng.ts";
import type { EventTrace } from "../../src/engine/rows/event-trace.ts";
import type { TraceMapping } from "../../src/trace/mapping.ts";
import { readTrace } from "../../src/trace/read-trace.ts";
import type { TraceFile, TraceRead } from "../../src/trace/read-trace.ts";

/** A file in memory, handed over in pieces of `chunkBytes`, so that rows are cut anywhere. */
export function fileOf(content: string | Uint8Array, chunkBytes = 1 << 16, name = "events.csv"): TraceFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    name,
    sizeBytes: bytes.length,
    slice: async (start, end) => bytes.slice(start, end).buffer,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
    },
  };
}

export function read(content: string | Uint8Array, mapping: TraceMapping = {}, chunkBytes?: number): Promise<TraceRead> {
  return readTrace(fileOf(content, chunkBytes), mapping);
}

/** The events of a file that is expected to be usable. */
export async function eventsOf(content: string | Uint8Array, mapping: TraceMapping = {}, chunkBytes?: number): Promise<EventTrace> {
  const { events } = await read(content, mapping, chunkBytes);
  if (!events.ok) throw new Error(JSON.stringify(events.error));
  return events.value;
}

/** A row as a test knows it, before any file is made of it. */
export type KnownEvent = {
  readonly id: string;
  readonly user: string;
  readonly type: string;
  readonly eventMs: number;
  readonly arrivalMs: number;
  readonly note: string;
};

export const TRACE_START_MS = Date.UTC(2026, 2, 5, 19, 12, 30, 250);

/** Users who come back after pauses around half an hour, with events up to a minute late, in order of arrival. */
export function knownEvents(seed: number, rows: number): readonly KnownEvent[] {
  const random = createStream(seed, "events of a test");
  const types = ["screen_view", "tap", "notification_view", "notification_click", "purchase, big"];
  const notes = ["", 'says "hi"', "two\nlines", "Grüße, 東京", "a,b;c\td"];
  const pick = (list: readonly string[]): string => list[random.nextU32() % list.length];
  const clock = new Map<string, number>();
  const events = Array.from({ length: rows }, (_, i): KnownEvent => {
    const user = `user ${random.nextU32() % Math.max(2, rows >> 5)}`;
    const pause = random.nextUniform() < 0.08 ? 1_700_000 + (random.nextU32() % 200_000) : random.nextU32() % 60_000;
    const eventMs = (clock.get(user) ?? TRACE_START_MS + 60_000 + (random.nextU32() % 600_000)) + pause;
    clock.set(user, eventMs);
    const late = random.nextUniform() < 0.3 ? random.nextU32() % 60_000 : random.nextU32() % 500;
    return { id: `e-${i}`, user, type: pick(types), eventMs, arrivalMs: eventMs + late, note: pick(notes) };
  });
  return events.toSorted((a, b) => a.arrivalMs - b.arrivalMs);
}

function quoted(text: string): string {
  return /[",\n\r;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The events as CSV. */
export function csvOf(events: readonly KnownEvent[], lineEnd = "\n"): string {
  const rows = events.map(({ id, user, type, eventMs, arrivalMs, note }) =>
    [id, user, type, new Date(eventMs).toISOString(), String(arrivalMs), note].map(quoted).join(","),
  );
  return ["event_id,user_id,event_type,event_time,arrival_time,note", ...rows, ""].join(lineEnd);
}

export function jsonlOf(events: readonly KnownEvent[]): string {
  return events
    .map(({ id, user, type, eventMs, arrivalMs, note }) =>
      JSON.stringify({ event_id: id, user: { id: user }, event_type: type, event_time: eventMs / 1000, arrival_time: arrivalMs, note }),
    )
    .join("\n");
}
