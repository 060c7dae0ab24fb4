import { NOT_UTF8 } from "./csv-reader.ts";
import { TRACE_LIMITS } from "./limits.ts";
import type { LineBuffer } from "./line-buffer.ts";
import { withLongNumbersAsText } from "./long-numbers.ts";
import { createFields, isUtf8, shortText } from "./records.ts";
import type { RecordFields, RecordSink } from "./records.ts";

const LF = 10;
/** Keys of this many rows are the columns that roles are looked for in. */
const SAMPLE_ROWS = 1000;
/** `user.id` is the id within the user; what lies deeper stays a text. */
const MAX_DEPTH = 3;

/** Reads one JSON object per line. Columns are the keys met; those of objects within are joined by a dot. */
export async function readJsonl(buffer: LineBuffer, sink: RecordSink): Promise<void> {
  await new JsonlReader(buffer, sink).readAll();
}

type Sampled = { readonly row: object; readonly line: number; readonly rowBytes: number };

class JsonlReader {
  private readonly buffer: LineBuffer;
  private readonly sink: RecordSink;
  private readonly columns = new Map<string, number>();
  private readonly cells: string[] = [];
  private readonly fields: RecordFields = createFields(TRACE_LIMITS.columns);
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();
  private sample: Sampled[] | null = [];
  private line = 0;
  private refused = 0;

  constructor(buffer: LineBuffer, sink: RecordSink) {
    this.buffer = buffer;
    this.sink = sink;
    this.fields.bytes = new Uint8Array(1 << 16);
  }

  async readAll(): Promise<void> {
    const { buffer } = this;
    while (this.sink.open) {
      const length = buffer.bytes.subarray(buffer.at, buffer.end).indexOf(LF);
      if (length < 0 && !buffer.done && buffer.end - buffer.at <= TRACE_LIMITS.recordBytes) {
        await buffer.refill();
        continue;
      }
      if (length < 0 && !buffer.done) {
        await this.skipLongLine();
        continue;
      }
      if (buffer.at >= buffer.end) break;
      const to = length < 0 ? buffer.end : buffer.at + length;
      this.line++;
      this.readLine(buffer.at, to);
      buffer.at = Math.min(to + 1, buffer.end);
    }
    this.endSample();
  }

  private async skipLongLine(): Promise<void> {
    const { buffer } = this;
    this.line++;
    this.refuse(buffer.at, buffer.end, TOO_LONG);
    await buffer.skipLine();
  }

  private readLine(from: number, to: number): void {
    const { bytes } = this.buffer;
    if (to - from > TRACE_LIMITS.recordBytes) return this.refuse(from, to, TOO_LONG);
    if (!isUtf8(bytes, from, to)) return this.refuse(from, to, NOT_UTF8);
    const text = this.decoder.decode(bytes.subarray(from, to));
    if (text.trim() === "") return this.sink.blank();
    let row: unknown;
    try {
      row = JSON.parse(withLongNumbersAsText(text));
    } catch {
      return this.refuse(from, to, "the line is not JSON");
    }
    if (typeof row !== "object" || row === null || Array.isArray(row)) return this.refuse(from, to, "the line is not a JSON object");
    if (this.sample === null) return this.emit(row, this.line, to - from + 1);
    this.sample.push({ row, line: this.line, rowBytes: to - from + 1 });
    if (this.sample.length >= SAMPLE_ROWS) this.endSample();
  }

  private endSample(): void {
    const { sample } = this;
    if (sample === null) return;
    this.sample = null;
    for (const { row } of sample) this.collect(row, "", 1, null);
    this.sink.columns([...this.columns.keys()]);
    for (const { row, line, rowBytes } of sample) if (this.sink.open) this.emit(row, line, rowBytes);
  }

  private emit(row: object, line: number, rowBytes: number): void {
    this.cells.length = 0;
    this.collect(row, "", 1, this.cells);
    this.encodeCells();
    this.sink.record(this.fields, line, rowBytes);
  }

  /** Only own keys are looked at, and they only ever become names in a Map. */
  private collect(row: object, prefix: string, depth: number, cells: string[] | null): void {
    for (const [key, value] of Object.entries(row) as [string, unknown][]) {
      const name = prefix === "" ? key : `${prefix}.${key}`;
      if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < MAX_DEPTH)
        this.collect(value, name, depth + 1, cells);
      else this.put(name, value, cells);
    }
  }

  private put(name: string, value: unknown, cells: string[] | null): void {
    const short = name.slice(0, TRACE_LIMITS.columnNameCharacters);
    let column = this.columns.get(short);
    if (column === undefined) {
      if (this.columns.size >= TRACE_LIMITS.columns) return;
      column = this.columns.size;
      this.columns.set(short, column);
      if (this.sample === null && cells !== null) this.sink.addColumn(short);
    }
    if (cells !== null && value !== null) cells[column] = typeof value === "string" ? value : jsonText(value);
  }

  private encodeCells(): void {
    const { fields, cells } = this;
    const count = this.columns.size;
    let at = 0;
    for (let column = 0; column < count; column++) {
      const text = cells[column] ?? "";
      if (fields.bytes.length < at + text.length * 3) {
        const grown = new Uint8Array((at + text.length * 3) * 2);
        grown.set(fields.bytes.subarray(0, at));
        fields.bytes = grown;
      }
      fields.starts[column] = at;
      at += this.encoder.encodeInto(text, fields.bytes.subarray(at)).written;
      fields.ends[column] = at;
    }
    fields.count = count;
  }

  private refuse(from: number, to: number, reason: string): void {
    // Good rows that wait for more of their kind are rows already where most others are refused.
    if (++this.refused >= SAMPLE_ROWS && this.sample !== null && this.sample.length > 0) this.endSample();
    this.sink.reject(this.line, "", reason, shortText(this.buffer.bytes, from, to, TRACE_LIMITS.rejectTextCharacters).trimEnd());
  }
}

/** What lies deeper than the reader's own stack is no value of a cell. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

const TOO_LONG = `the line is longer than ${TRACE_LIMITS.recordBytes / 1024} KB`;
