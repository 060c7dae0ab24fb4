import { readTrace } from "../trace/read-trace.ts";
import type { TraceFile, TraceRead } from "../trace/read-trace.ts";
import type { EventsChoice, EventsLook } from "./protocol.ts";

const CHUNK_BYTES = 4 * 1024 ** 2;
const HOUR_MS = 3_600_000;
/** Rejected rows that are shown before a run lists them all. */
const REJECTS_SHOWN = 20;

/** A file of events that was read, kept for the runs that replay it. */
type Held = { readonly key: string; readonly read: TraceRead };

/** Reads files of events a person chose, one at a time: the last one is kept, so that a second run does not read again. */
export class EventsReader {
  private held: Held | null = null;

  async read(choice: EventsChoice, onProgress: (bytes: number) => void = () => undefined): Promise<TraceRead> {
    const key = JSON.stringify([choice.id, choice.mapping]);
    if (this.held?.key === key) return this.held.read;
    // Two of them at once could be more than the memory holds.
    this.held = null;
    const read = await readTrace(fileOf(choice, onProgress), choice.mapping);
    this.held = { key, read };
    return read;
  }
}

function fileOf({ file, name }: EventsChoice, onProgress: (bytes: number) => void): TraceFile {
  return {
    name,
    sizeBytes: file.size,
    slice: (start, end) => file.slice(start, end).arrayBuffer(),
    async *chunks() {
      for (let at = 0; at < file.size; at += CHUNK_BYTES) {
        onProgress(at);
        yield new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer());
      }
    },
  };
}

/** What the page shows of a file: no more than a person can look at. */
export function lookOf({ format, columns, roles, preview, events }: TraceRead): EventsLook {
  const shown = { format, columns, roles, preview };
  if (!events.ok)
    return { ...shown, problems: events.error, rows: 0, rejects: { count: 0, first: [] }, understood: [], startAt: null, span: null };
  const { rows, rejects, understood, arrivalTime } = events.value;
  const startMs = Math.floor(arrivalTime[0] / HOUR_MS) * HOUR_MS;
  return {
    ...shown,
    problems: [],
    rows,
    rejects: { count: rejects.count, first: rejects.kept.slice(0, REJECTS_SHOWN) },
    understood,
    startAt: new Date(startMs).toISOString(),
    span: { fromMs: arrivalTime[0] - startMs, untilMs: arrivalTime[rows - 1] - startMs + 1 },
  };
}
