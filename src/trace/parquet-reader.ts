import { parquetMetadataAsync, parquetSchema } from "hyparquet";
import type { AsyncBuffer, Compressors, FileMetaData, ParquetParsers, SchemaElement, SchemaTree } from "hyparquet";
import type { Finding } from "../base/finding.ts";
import { Damaged } from "./bounded-bytes.ts";
import { TRACE_LIMITS } from "./limits.ts";
import { ColumnValues } from "./parquet-columns.ts";
import type { ColumnPages } from "./parquet-columns.ts";
import { checkFoot, GroupChecks } from "./parquet-structure.ts";
import { createFields } from "./records.ts";
import type { RecordFields, RecordSink } from "./records.ts";
import { unpackSnappy } from "./snappy.ts";

const CODECS = new Set(["UNCOMPRESSED", "SNAPPY"]);

/** Timestamps as ms, with what lies below a ms as a fraction; other types as they are. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis: bigint) => Number(millis),
  timestampFromMicroseconds: (micros: bigint) => Number(micros) / 1000,
  timestampFromNanoseconds: (nanos: bigint) => Number(nanos / 1000n) / 1000,
  dateFromDays: (days: number) => days * 86_400_000,
  // Shapes on a map are no column of a run, and their own lengths would have to be trusted.
  geometryFromBytes: () => "",
  geographyFromBytes: () => "",
};

/** One way of unpacking: what was walked is what is decoded. */
const COMPRESSORS: Compressors = { SNAPPY: unpackSnappy };

/** Text of rows that would take far longer to read than the file is long. */
class TooLong extends Error {}

/** Reads the plain columns of a Parquet file (Snappy or uncompressed), row by row; lists and structs are left out. Null: it went well. */
export async function readParquet(file: AsyncBuffer, sink: RecordSink): Promise<Finding | null> {
  let metadata: FileMetaData;
  let layout: Layout;
  try {
    await checkFoot(file);
    metadata = await parquetMetadataAsync(file, { geoparquet: false });
    layout = layoutOf(metadata);
  } catch (error) {
    return problem("parquet-broken", `This is not a readable Parquet file: ${reasonOf(error)}. Write it again, or give CSV or JSONL.`);
  }
  // Names beyond those a run takes are not even compared: the sink says that there are too many.
  if (layout.names.length > TRACE_LIMITS.columns) {
    sink.columns(layout.names, layout.moments);
    return null;
  }
  const rows = Number(metadata.num_rows);
  if (rows > TRACE_LIMITS.rows)
    return problem(
      "too-many-rows",
      `The file has ${rows.toLocaleString("en-US")} rows; a run takes ${TRACE_LIMITS.rows.toLocaleString("en-US")}. Take a shorter time or fewer users.`,
    );
  const cells = rows * layout.names.length;
  if (cells > Math.max(TRACE_LIMITS.cellsAnyway, TRACE_LIMITS.cellsPerByte * file.byteLength))
    return problem("too-many-cells", tooManyCells(cells, rows, file.byteLength));
  const codec = layout.codecs.find((each) => !CODECS.has(each));
  if (codec !== undefined)
    return problem(
      "parquet-codec",
      `The file is compressed with ${codec}, which is not read here. Write it with Snappy, or without compression.`,
    );
  const twice = layout.names.find((name, at) => layout.names.indexOf(name) !== at);
  if (twice !== undefined)
    return problem("parquet-columns", `The file has two columns called ${twice}. Write it with a name of its own for each.`);
  sink.columns(layout.names, layout.moments);
  if (!sink.open) return null;
  try {
    await readRows(file, metadata, layout, sink);
    return null;
  } catch (error) {
    if (error instanceof TooLong)
      return problem(
        "file-unreadable",
        `The file could not be read to its end: unpacked it is more than ${TRACE_LIMITS.inflation} times as long. Give it again, or write it anew.`,
      );
    return problem(
      "parquet-broken",
      `The Parquet file could not be read to its end: ${reasonOf(error)}. Write it again, or give CSV or JSONL.`,
    );
  }
}

function tooManyCells(cells: number, rows: number, bytes: number): string {
  const [all, each, size, most] = [cells, rows, bytes, TRACE_LIMITS.cellsAnyway].map((number) => number.toLocaleString("en-US"));
  return `The file has ${all} cells, of ${each} rows, in ${size} bytes; a run takes ${most}, or ${TRACE_LIMITS.cellsPerByte} for each byte. Take fewer rows or fewer columns, or give CSV.`;
}

async function readRows(file: AsyncBuffer, metadata: FileMetaData, layout: Layout, sink: RecordSink): Promise<void> {
  const { columns } = layout;
  const checks = new GroupChecks(file, metadata, layout.elements);
  const writer = new CellWriter(columns.length);
  // The same text again and again takes no room in the file, but time for each row.
  const mostBytes = Math.max(TRACE_LIMITS.inflationFromBytes, TRACE_LIMITS.inflation * file.byteLength);
  let bytes = 0;
  let line = 0;
  for (let group = await checks.next(); group !== null && sink.open; group = sink.open ? await checks.next() : null) {
    const found = group.columns;
    const values = columns.map(
      (name) => new ColumnValues(file, found.get(name) as ColumnPages, { parsers: PARSERS, compressors: COMPRESSORS }),
    );
    for (let left = group.rows; left > 0 && sink.open; ) {
      let ready = left;
      for (const column of values) ready = Math.min(ready, await column.ready());
      left -= ready;
      for (let row = 0; row < ready && sink.open; row++) {
        writer.begin();
        for (const column of values) {
          const cell = column.next();
          // A null is null: nothing at all comes of a place that the dictionary does not have.
          if (cell === undefined) throw new Damaged("a value that is not there");
          writer.put(textOf(cell));
        }
        bytes += writer.bytes + columns.length;
        if (bytes > mostBytes) throw new TooLong();
        sink.record(writer.fields, ++line, 0);
      }
    }
  }
}

/** Cells of one row as bytes, so that all formats go the same way from here. */
class CellWriter {
  readonly fields: RecordFields;
  private readonly encoder = new TextEncoder();
  private at = 0;

  constructor(columns: number) {
    this.fields = createFields(columns);
    this.fields.bytes = new Uint8Array(1 << 14);
  }

  /** How long the row's text is. */
  get bytes(): number {
    return this.at;
  }

  begin(): void {
    this.at = 0;
    this.fields.count = 0;
  }

  put(text: string): void {
    const { fields } = this;
    const most = this.at + text.length * 3;
    if (most > fields.bytes.length) {
      const grown = new Uint8Array(most * 2);
      grown.set(fields.bytes);
      fields.bytes = grown;
    }
    fields.starts[fields.count] = this.at;
    this.at += this.encoder.encodeInto(text, fields.bytes.subarray(this.at)).written;
    fields.ends[fields.count++] = this.at;
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value.slice(0, TRACE_LIMITS.recordBytes);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  return "";
}

function isMoment({ element }: SchemaTree): boolean {
  const { logical_type: logical, converted_type: converted, type } = element;
  if (logical?.type === "TIMESTAMP" || logical?.type === "DATE" || type === "INT96") return true;
  return converted === "TIMESTAMP_MILLIS" || converted === "TIMESTAMP_MICROS" || converted === "DATE";
}

/** The columns that are read, by their own names and by those a person sees, and how they are packed. */
type Layout = {
  readonly columns: string[];
  readonly elements: ReadonlyMap<string, SchemaElement>;
  readonly names: string[];
  readonly moments: boolean[];
  readonly codecs: readonly string[];
};

function layoutOf(metadata: FileMetaData): Layout {
  const plain = parquetSchema(metadata).children.filter(
    (child) => child.children.length === 0 && child.element.repetition_type !== "REPEATED",
  );
  return {
    columns: plain.map((child) => child.element.name),
    elements: new Map(plain.map(({ element }) => [element.name, element])),
    names: plain.map((child) => child.element.name.slice(0, TRACE_LIMITS.columnNameCharacters)),
    moments: plain.map((child) => isMoment(child)),
    codecs: metadata.row_groups.flatMap((group) => group.columns.map((column) => column.meta_data?.codec ?? "UNCOMPRESSED")),
  };
}

/** What the reader says where it knows what is wrong; what trips over damaged bytes says nothing a person could use. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error && error.name === "Error" ? error.message.replace(/\.$/, "") : "";
  if (message.includes("footer") || message.includes("metadata length"))
    return "it does not end as one, so it was cut off or something follows it";
  return /^parquet unsupported|^unsupported/i.test(message) ? message.slice(0, 200) : "what is in it is damaged";
}

function problem(code: string, message: string): Finding {
  return { code, severity: "error", where: "", message };
}
