import type { Finding } from "../base/finding.ts";
import { Float64List, Int32List } from "../engine/kernel/number-lists.ts";
import type { RejectedRow } from "../engine/rows/event-trace.ts";
import { ByteDictionary } from "./byte-dictionary.ts";
import { TRACE_LIMITS } from "./limits.ts";
import { mapColumns } from "./mapping.ts";
import type { Mapped, Role, TraceMapping } from "./mapping.ts";
import { shortText } from "./records.ts";
import type { RecordFields, RecordSink } from "./records.ts";
import { IS_MS, IS_NOTHING, TimeReader, TIME_UNITS, unitBySize } from "./time-text.ts";

/** Rows shown to a person who is asked whether the file was understood. */
const PREVIEW_ROWS = 8;
const PREVIEW_CHARACTERS = 60;
const EMPTY = -1;

/** A column of texts by code; -1 is an empty cell. */
export type CodedColumn = { readonly name: string; readonly codes: Int32List; readonly names: ByteDictionary; dropped: boolean };

const UNITS_PER_BLOCK = 1 << 16;

/** Units of times in blocks, as their number is not known beforehand. */
class UnitList {
  readonly blocks: Uint8Array[] = [];

  set(row: number, unit: number): void {
    const block = row >> 16;
    if (block === this.blocks.length) this.blocks.push(new Uint8Array(UNITS_PER_BLOCK));
    this.blocks[block][row & (UNITS_PER_BLOCK - 1)] = unit;
  }

  get(row: number): number {
    return this.blocks[row >> 16][row & (UNITS_PER_BLOCK - 1)];
  }
}

export class TimeColumn {
  readonly value = new Float64List();
  /** 0: a date, already ms; else 1 + the place in TIME_UNITS. */
  readonly unit = new UnitList();
}

/** The text columns with a meaning; times have columns of their own. */
const CODED_ROLES = ["user_id", "event_id", "item_id", "event_type", "device_type", "app_version", "country"] as const;
export type CodedRole = (typeof CODED_ROLES)[number];

/**
 * Gathers the rows of a file column by column, and sets aside what cannot be a row: without a user, without a time, or with
 * one that says nothing. What the numbers in a column of times mean is decided at the end, when all of them are known.
 */
export class RowCollector implements RecordSink {
  open = true;
  rows = 0;
  findings: readonly Finding[] = [];
  names: readonly string[] = [];
  mapped: Mapped | null = null;
  readonly coded = new Map<CodedRole, CodedColumn>();
  readonly payload: (CodedColumn & { readonly column: number })[] = [];
  readonly leftOut: string[] = [];
  readonly eventTime = new TimeColumn();
  readonly arrivalTime = new TimeColumn();
  readonly line = new Int32List();
  readonly bytes = new Int32List();
  readonly rejects: RejectedRow[] = [];
  readonly preview: string[][] = [];
  rejectCount = 0;
  private blankLines = 0;
  private readonly mapping: TraceMapping;
  private readonly times = new TimeReader();
  /** Columns whose numbers are ms whatever their size, as a Parquet file declares them. */
  private exactMs: readonly boolean[] = [];
  private allColumns: string[] = [];

  constructor(mapping: TraceMapping) {
    this.mapping = mapping;
  }

  private refuse(code: string, message: string): void {
    this.findings = [{ code, severity: "error", where: "", message }];
    this.open = false;
  }

  columns(names: readonly string[], exactMs: readonly boolean[] = []): void {
    // As many as are shown, and one: names beyond them are not even compared.
    this.allColumns = unique(names.slice(0, TRACE_LIMITS.columns + 1));
    this.names = this.allColumns;
    this.exactMs = exactMs;
    if (names.length > TRACE_LIMITS.columns)
      return this.refuse(
        "too-many-columns",
        `The file has more than ${TRACE_LIMITS.columns} columns. Leave out those a run does not need.`,
      );
    const mapped = mapColumns(this.allColumns, this.mapping);
    if (!mapped.ok) {
      this.findings = mapped.error;
      this.open = false;
      return;
    }
    this.mapped = mapped.value;
    const byColumn = new Map<number, Role>();
    for (const role of Object.keys(mapped.value.columns) as Role[]) byColumn.set(mapped.value.columns[role], role);
    for (const role of CODED_ROLES) if (mapped.value.columns[role] >= 0) this.coded.set(role, codedColumn(role));
    this.allColumns.forEach((name, column) => {
      if (!byColumn.has(column)) this.addPayload(name, column);
    });
  }

  /** Whether the file itself says that a column holds moments. */
  declaresMs(column: number): boolean {
    return this.exactMs[column] === true;
  }

  addColumn(name: string): void {
    this.allColumns.push(name);
    this.addPayload(name, this.allColumns.length - 1);
  }

  private addPayload(name: string, column: number): void {
    if (this.payload.length >= TRACE_LIMITS.payloadColumns) {
      this.leftOut.push(name);
      return;
    }
    const added = { ...codedColumn(name), column };
    for (let row = 0; row < this.rows; row++) added.codes.push(EMPTY);
    this.payload.push(added);
  }

  reject(line: number, column: string, reason: string, text: string): void {
    this.rejectCount++;
    if (this.rejectCount >= (this.rows === 0 ? TRACE_LIMITS.rejectsBeforeFirst : TRACE_LIMITS.rejects)) this.giveUp();
    if (this.rejects.length >= TRACE_LIMITS.rejectsKept) return;
    this.rejects.push({ line, column: column.slice(0, TRACE_LIMITS.columnNameCharacters), reason, text });
  }

  /** The rest of the file would mostly be more of the same. */
  private giveUp(): void {
    const [first] = this.rejects;
    const refused = this.rejectCount.toLocaleString("en-US");
    const why = `line ${first.line}: ${first.column === "" ? "" : `${first.column}: `}${first.reason}`;
    this.refuse(
      "too-many-rejects",
      this.rows === 0
        ? `None of the first ${refused} rows can be replayed; ${why}. Check the mapping of its columns.`
        : `${refused} rows cannot be replayed, the first at ${why}. Take them out, or check the mapping of the columns.`,
    );
  }

  blank(): void {
    if (++this.blankLines < TRACE_LIMITS.blankLines) return;
    const blank = this.blankLines.toLocaleString("en-US");
    this.refuse("too-many-blank-lines", `The file has more than ${blank} lines with nothing on them. Take them out.`);
  }

  private rejectField(line: number, role: Role, reason: string, fields: RecordFields, column: number): void {
    const text = shortText(fields.bytes, fields.starts[column], fields.ends[column], TRACE_LIMITS.rejectTextCharacters);
    const name = this.names[column];
    this.reject(line, name, name === role ? reason : `${reason} (${role})`, text);
  }

  record(fields: RecordFields, line: number, rowBytes: number): void {
    const { mapped } = this;
    if (mapped === null) return;
    const { columns } = mapped;
    const { starts, ends } = fields;
    if (this.preview.length < PREVIEW_ROWS) this.show(fields);
    if (starts[columns.user_id] === ends[columns.user_id])
      return this.rejectField(line, "user_id", "the user is empty", fields, columns.user_id);
    if (!this.readTime(fields, "event_time", line, this.eventTime)) return;
    if (columns.arrival_time >= 0 && !this.readTime(fields, "arrival_time", line, this.arrivalTime)) {
      this.eventTime.value.length--;
      return;
    }
    // As many rows as a run takes are taken; the next one that could be replayed is one too many.
    if (this.rows >= TRACE_LIMITS.rows) return this.full();
    for (const [role, column] of this.coded) {
      const from = starts[columns[role]];
      const to = ends[columns[role]];
      column.codes.push(from === to ? EMPTY : column.names.intern(fields.bytes, from, to));
      if (column.names.usedBytes > TRACE_LIMITS.dictionaryBytes) this.tooManyValues(role);
    }
    for (const column of this.payload) this.addCell(column, fields);
    this.line.push(line);
    this.bytes.push(rowBytes);
    this.rows++;
  }

  private addCell(column: CodedColumn & { readonly column: number }, { bytes, starts, ends, count }: RecordFields): void {
    if (column.dropped) return;
    const from = starts[column.column];
    const to = ends[column.column];
    column.codes.push(column.column >= count || from === to ? EMPTY : column.names.intern(bytes, from, to));
    if (column.names.usedBytes > TRACE_LIMITS.payloadDictionaryBytes) {
      column.dropped = true;
      this.leftOut.push(column.name);
    }
  }

  private tooManyValues(role: Role): void {
    const megabytes = TRACE_LIMITS.dictionaryBytes / 1024 ** 2;
    this.refuse("too-many-values", `The different values of ${role} take more than ${megabytes} MB. Take fewer rows, or shorter ids.`);
  }

  private full(): void {
    const limit = TRACE_LIMITS.rows.toLocaleString("en-US");
    this.refuse("too-many-rows", `The file has more than ${limit} rows, the limit of a run. Take a shorter time or fewer users.`);
  }

  /** Puts the time at the end of its column, or sets the row aside. */
  private readTime(fields: RecordFields, role: "event_time" | "arrival_time", line: number, into: TimeColumn): boolean {
    const column = (this.mapped as Mapped).columns[role];
    const from = fields.starts[column];
    const to = fields.ends[column];
    const kind = this.times.read(fields.bytes, from, to);
    if (kind === IS_NOTHING) {
      this.rejectField(line, role, from === to ? "the time is empty" : "not a time: ISO 8601, or a number since 1970", fields, column);
      return false;
    }
    const isMs = kind === IS_MS || this.exactMs[column];
    const unit = isMs ? 0 : 1 + TIME_UNITS.indexOf(unitBySize(this.times.value));
    into.unit.set(into.value.length, unit);
    into.value.push(this.times.value);
    return true;
  }

  private show({ bytes, starts, ends, count }: RecordFields): void {
    this.preview.push(Array.from({ length: count }, (_, i) => shortText(bytes, starts[i], ends[i], PREVIEW_CHARACTERS)));
  }
}

function codedColumn(name: string): CodedColumn {
  return { name, codes: new Int32List(), names: new ByteDictionary(), dropped: false };
}

/** Columns without a name get their number as one, and a name that is there twice gets a number behind it. */
function unique(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, i) => {
    const base = given === "" ? `column ${i + 1}` : given;
    let name = base;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base} ${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
