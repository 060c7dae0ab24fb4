import type { Finding } from "../base/finding.ts";
import type { Result } from "../base/result.ts";
import { fail } from "../base/result.ts";
import type { EventTrace } from "../engine/rows/event-trace.ts";
import { assemble } from "./assemble.ts";
import { readCsv } from "./csv-reader.ts";
import { readJsonl } from "./jsonl-reader.ts";
import { LineBuffer } from "./line-buffer.ts";
import { TRACE_LIMITS } from "./limits.ts";
import type { Role, TraceMapping } from "./mapping.ts";
import { LOOKED_AT, notText } from "./not-text.ts";
import { readParquet } from "./parquet-reader.ts";
import { RowCollector } from "./row-collector.ts";

/** A file of events, wherever it lies: the command line reads from disk, the page from a file a person chose. */
export type TraceFile = {
  readonly name: string;
  readonly sizeBytes: number;
  /** Bytes [start, end) of the file. */
  slice(start: number, end: number): Promise<ArrayBuffer>;
  /** All bytes from the first, in pieces. */
  chunks(): AsyncIterable<Uint8Array>;
};

/** What was read: the columns and first rows for the eye, and the events or what is in their way. */
export type TraceRead = {
  readonly format: string;
  readonly columns: readonly string[];
  /** Number of the column of each role that has one. */
  readonly roles: { readonly [role in Role]?: number };
  readonly preview: readonly (readonly string[])[];
  readonly events: Result<EventTrace, readonly Finding[]>;
};

const MAGIC_PARQUET = "PAR1";
const GZIP = [0x1f, 0x8b];
/** A small file can hold a lot of nothing: packed text is read up to this length. */
const MOST_INFLATED_BYTES = 4 * TRACE_LIMITS.fileBytes;

/** Reads CSV, JSONL (both also packed by gzip) or Parquet, told apart by their content. Bad rows are set aside; a bad file is refused. */
export async function readTrace(file: TraceFile, mapping: TraceMapping = {}): Promise<TraceRead> {
  const rows = new RowCollector(mapping);
  const { format, problem } = await readInto(file, rows);
  const shown = { format, columns: rows.names.slice(0, TRACE_LIMITS.columns), roles: rolesOf(rows), preview: rows.preview };
  const problems = problem === null ? rows.findings : [problem];
  if (problems.length > 0)
    return { ...shown, events: fail(problems.map((found) => ({ ...found, where: found.where === "" ? "events" : found.where }))) };
  const events = assemble(file.name, format, rows);
  return { ...shown, events };
}

type ReadFormat = { readonly format: string; readonly problem: Finding | null };

async function readInto(file: TraceFile, rows: RowCollector): Promise<ReadFormat> {
  if (file.sizeBytes > TRACE_LIMITS.fileBytes)
    return refused(
      "",
      "file-too-large",
      `The file is ${Math.ceil(file.sizeBytes / 1024 ** 2).toLocaleString("en-US")} MB; at most ${TRACE_LIMITS.fileBytes / 1024 ** 2} MB are read. Take a shorter part of it.`,
    );
  const head = new Uint8Array(await file.slice(0, Math.min(4, file.sizeBytes)));
  if (head.length === 0) return refused("", "file-empty", "The file is empty. Give CSV, JSONL or Parquet with a row per event.");
  if (String.fromCharCode(...head) === MAGIC_PARQUET) {
    const buffer = { byteLength: file.sizeBytes, slice: (start: number, end?: number) => file.slice(start, end ?? file.sizeBytes) };
    return { format: "Parquet", problem: await readParquet(buffer, rows) };
  }
  if (/\.parquet$/i.test(file.name))
    return refused(
      "",
      "parquet-broken",
      "The file is called Parquet and does not begin as one. Write it again, or give CSV or JSONL by that name.",
    );
  const packed = head[0] === GZIP[0] && head[1] === GZIP[1];
  const buffer = new LineBuffer(packed ? inflated(file.chunks(), file.sizeBytes) : file.chunks());
  try {
    return await readText(buffer, rows, packed ? ", unpacked" : "");
  } catch (error) {
    const reason = error instanceof TooLong ? error.message : reasonOf(error, packed);
    return refused("", "file-unreadable", `The file could not be read to its end: ${reason}. Give it again, or write it anew.`);
  } finally {
    await buffer.close();
  }
}

/** Packed text that is too long when unpacked: the message says how. */
class TooLong extends Error {}

/** What a browser or Node says of damaged files differs; of files that are gone or locked it says what only it knows. */
function reasonOf(error: unknown, packed: boolean): string {
  if (packed) return "what gzip packed in it is damaged, or was cut off";
  return (error instanceof Error ? error.message : String(error)).slice(0, 200).replace(/\.$/, "");
}

async function readText(buffer: LineBuffer, rows: RowCollector, note: string): Promise<ReadFormat> {
  if ((await buffer.begin()) === "utf-16") return refused("", "file-encoding", "The file is UTF-16. Save it as UTF-8 and give it again.");
  await buffer.atLeast(LOOKED_AT);
  const other = notText(buffer.bytes.subarray(buffer.at, buffer.end));
  if (other !== null) return refused("", "file-binary", other);
  let first = buffer.at;
  while (first < buffer.end && buffer.bytes[first] <= 32) first++;
  if (buffer.bytes[first] === "{".charCodeAt(0)) {
    await readJsonl(buffer, rows);
    return { format: `JSONL${note}`, problem: null };
  }
  if (buffer.bytes[first] === "[".charCodeAt(0))
    return refused(
      "JSON",
      "file-array",
      "The file begins as a JSON list. Write one object per line (JSONL), without brackets and commas around them.",
    );
  const delimiter = await readCsv(buffer, rows);
  return { format: `CSV with ${delimiter}s${note}`, problem: null };
}

function refused(format: string, code: string, message: string): ReadFormat {
  return { format, problem: { code, severity: "error", where: "events", message } };
}

function rolesOf({ mapped }: RowCollector): { readonly [role in Role]?: number } {
  return Object.fromEntries(Object.entries(mapped?.columns ?? {}).filter(([, column]) => column >= 0));
}

async function* inflated(chunks: AsyncIterable<Uint8Array>, sizeBytes: number): AsyncIterable<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
    },
  });
  const reader = source.pipeThrough(new DecompressionStream("gzip")).getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes += value.length;
    if (bytes > MOST_INFLATED_BYTES) throw new TooLong(`unpacked it is larger than ${MOST_INFLATED_BYTES / 1024 ** 3} GB`);
    // Records repeat themselves ten or thirty times; what shrinks further says nothing new.
    if (bytes > TRACE_LIMITS.inflationFromBytes && bytes > TRACE_LIMITS.inflation * sizeBytes)
      throw new TooLong(`unpacked it is more than ${TRACE_LIMITS.inflation} times as long`);
    yield value;
  }
}
