import { TRACE_LIMITS } from "./limits.ts";
import type { LineBuffer } from "./line-buffer.ts";
import { createFields, isUtf8, shortText } from "./records.ts";
import type { RecordFields, RecordSink } from "./records.ts";

const QUOTE = 34;
const CR = 13;
const LF = 10;
const DELIMITERS = [",", ";", "\t", "|"] as const;

/** Reads CSV by RFC 4180: quoted fields with doubled quotes and line breaks, CR LF or LF. Says what stands between the fields. */
export async function readCsv(buffer: LineBuffer, sink: RecordSink): Promise<string> {
  const reader = new CsvReader(buffer, sink);
  await reader.readAll();
  return reader.delimiterName;
}

/** What became of a try to read one record from the buffer. */
const RECORD = 0;
const NEEDS_MORE = 1;
const BROKEN = 2;

class CsvReader {
  private readonly buffer: LineBuffer;
  private readonly sink: RecordSink;
  private readonly fields: RecordFields = createFields(TRACE_LIMITS.columns + 1);
  private delimiter = ",".charCodeAt(0);
  private columns = 0;
  private line = 1;
  /** Of the record just read: behind its last byte, line breaks within it, and why it is broken. */
  private next = 0;
  private breaks = 0;
  private doubled = false;
  private problem = "";

  constructor(buffer: LineBuffer, sink: RecordSink) {
    this.buffer = buffer;
    this.sink = sink;
  }

  get delimiterName(): string {
    const text = String.fromCharCode(this.delimiter);
    return text === "\t" ? "tab" : text === "," ? "comma" : text === ";" ? "semicolon" : "bar";
  }

  async readAll(): Promise<void> {
    const { buffer, sink } = this;
    for (;;) {
      const outcome = buffer.at < buffer.end ? this.tryRecord() : NEEDS_MORE;
      if (outcome === NEEDS_MORE && !buffer.done) {
        await buffer.refill();
        continue;
      }
      if (buffer.at >= buffer.end || !sink.open) return;
      if (outcome === RECORD) this.accept();
      else await this.skipLine(outcome === NEEDS_MORE ? "a quote opened in this row is never closed" : this.problem);
    }
  }

  private tryRecord(): number {
    const { bytes, at, end } = this.buffer;
    if (this.columns === 0) this.chooseDelimiter();
    const { starts, ends } = this.fields;
    const { delimiter } = this;
    let field = 0;
    let i = at;
    this.breaks = 0;
    this.doubled = false;
    for (;;) {
      let from = i;
      let to: number;
      if (i < end && bytes[i] === QUOTE) {
        i = this.closingQuote(i + 1);
        if (i < 0) return this.unclosed(end - at);
        from++;
        to = i++;
      } else {
        while (i < end && bytes[i] !== delimiter && bytes[i] !== LF) i++;
        to = i;
      }
      if (i >= end && !this.buffer.done) return this.unclosed(end - at);
      const atEnd = i >= end || bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] === LF);
      if (!atEnd && bytes[i] !== delimiter) return this.broken("there is text behind a closing quote");
      if (atEnd && to > from && to === i && bytes[to - 1] === CR) to--;
      if (field < starts.length) {
        starts[field] = from;
        ends[field] = to;
      }
      field++;
      if (atEnd) {
        this.fields.count = field;
        this.next = i < end && bytes[i] === CR ? i + 2 : i + 1;
        this.fields.bytes = bytes;
        return this.next - at > TRACE_LIMITS.recordBytes ? this.broken(TOO_LONG) : RECORD;
      }
      i++;
    }
  }

  /** The rest of a record has not been read yet; one that is too long already is not waited for. */
  private unclosed(sofar: number): number {
    return sofar > TRACE_LIMITS.recordBytes ? this.broken(TOO_LONG) : NEEDS_MORE;
  }

  private broken(problem: string): number {
    this.problem = problem;
    return BROKEN;
  }

  /** Where the quoted field ends, or -1 when its end is not in the buffer. */
  private closingQuote(from: number): number {
    const { bytes, end, done, at } = this.buffer;
    const limit = Math.min(end, at + TRACE_LIMITS.recordBytes + 1);
    for (let i = from; i < limit; i++) {
      if (bytes[i] === LF) this.breaks++;
      if (bytes[i] !== QUOTE) continue;
      // A quote at the very end may be the first of two.
      if (i + 2 >= end && !done) return -1;
      if (bytes[i + 1] !== QUOTE || i + 1 >= end) return i;
      this.doubled = true;
      i++;
    }
    return -1;
  }

  private accept(): void {
    const { fields, buffer, sink, line } = this;
    const { at } = buffer;
    const rowBytes = this.next - at;
    buffer.at = Math.min(this.next, buffer.end);
    this.line += 1 + this.breaks;
    const isEmpty = fields.count === 1 && fields.ends[0] === fields.starts[0];
    if (isEmpty) return sink.blank();
    if (this.columns > 0 && fields.count !== this.columns) {
      const text = shortText(buffer.bytes, at, this.next, TRACE_LIMITS.rejectTextCharacters).trimEnd();
      sink.reject(line, "", `${fields.count} ${fields.count === 1 ? "field" : "fields"} where the header has ${this.columns}`, text);
      return;
    }
    if (this.doubled) undouble(fields);
    if (this.columns === 0) this.header();
    else if (isUtf8(buffer.bytes, at, buffer.at)) sink.record(fields, line, rowBytes);
    else sink.reject(line, "", NOT_UTF8, shortText(buffer.bytes, at, this.next, TRACE_LIMITS.rejectTextCharacters).trimEnd());
  }

  private header(): void {
    const { fields } = this;
    this.columns = fields.count;
    const names = Array.from({ length: Math.min(fields.count, TRACE_LIMITS.columns + 1) }, (_, i) =>
      shortText(fields.bytes, fields.starts[i], fields.ends[i], TRACE_LIMITS.columnNameCharacters).trim(),
    );
    this.sink.columns(names);
  }

  /** Sets the row aside and goes on with the next line, whatever the quotes said. */
  private async skipLine(reason: string): Promise<void> {
    const { buffer } = this;
    const found = buffer.bytes.subarray(buffer.at, buffer.end).indexOf(LF);
    const to = found < 0 ? buffer.end : buffer.at + found + 1;
    this.sink.reject(this.line, "", reason, shortText(buffer.bytes, buffer.at, to, TRACE_LIMITS.rejectTextCharacters).trimEnd());
    buffer.at = to;
    this.line++;
    if (found < 0) await buffer.skipLine();
  }

  /** The header tells what stands between fields: whichever sign is most frequent in it. */
  private chooseDelimiter(): void {
    const { bytes, at, end } = this.buffer;
    const length = bytes.subarray(at, end).indexOf(LF);
    const header = new TextDecoder().decode(bytes.subarray(at, length < 0 ? end : at + length));
    const bare = header.replace(/"[^"]*"/g, "");
    let most = 0;
    for (const sign of DELIMITERS) {
      const count = bare.split(sign).length - 1;
      if (count <= most) continue;
      most = count;
      this.delimiter = sign.charCodeAt(0);
    }
  }
}

const TOO_LONG = `the row is longer than ${TRACE_LIMITS.recordBytes / 1024} KB, or a quote in it is never closed`;
export const NOT_UTF8 = "the row is not UTF-8; save the file in this encoding";

/** Two quotes within a quoted field are one; the bytes move up within the buffer, which is not read again. */
function undouble(fields: RecordFields): void {
  const { bytes, starts, ends, count } = fields;
  for (let f = 0; f < count; f++) {
    const from = starts[f];
    if (from === 0 || bytes[from - 1] !== QUOTE) continue;
    let to = from;
    for (let i = from; i < ends[f]; i++) {
      bytes[to++] = bytes[i];
      if (bytes[i] === QUOTE && bytes[i + 1] === QUOTE && i + 1 < ends[f]) i++;
    }
    ends[f] = to;
  }
}
