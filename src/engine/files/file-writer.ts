import { EVENT, FILE, refOf } from "../rows/rows.ts";
import type { StoredFile } from "../rows/kinds/file.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Part } from "../part/part.ts";
import { measuredBytes } from "./file-format.ts";
import type { FileFormat } from "./file-format.ts";

/** What goes into a file: rows of one kind and hour, as they lay in the writer's hands. */
export type FileContent = Pick<
  StoredFile,
  "stream" | "hour" | "refs" | "rawBytes" | "openedAt" | "closedAt" | "replaces" | "uploaded" | "over" | "sameRows"
> & {
  /** What it takes as stored, where its writer knows without making it. */
  readonly storedBytes?: number;
};

/** Who writes: a part, by name, with the meter its departures count in. */
type Writer = Pick<Part, "id" | "meter">;

/** The ratio of raw to stored bytes, and the format that sizes are measured by instead; null: they are the ratio's. */
export type Compression = { readonly compressionRatio: number; readonly format?: FileFormat | null };

/**
 * Writes files for a part (SPEC D3): a file stores what its rows take in its format, or its bytes divided by the compression ratio,
 * rounded up to a whole byte, and leaves as one row on every wire; where the drawing forks each copy is booked, and without a wire its events end here.
 */
export class FileWriter {
  /** Files that have left, copies included. */
  filesWritten = 0;
  /** Bytes of those files as stored. */
  bytesWritten = 0;
  private readonly writer: Writer;
  private readonly run: RunContext;
  private readonly outputs: readonly RowQueue[];
  private readonly compression: Compression;
  private readonly deliveredCode: number;
  private readonly copies: boolean;

  /** `copies`: its rows were read where they are stored and stay there, so each event it writes is one more copy. */
  constructor(writer: Writer, run: RunContext, outputs: readonly RowQueue[], compression: Compression, copies = false) {
    this.copies = copies;
    this.writer = writer;
    this.run = run;
    this.outputs = outputs;
    this.compression = compression;
    this.deliveredCode = run.ledger.code("delivered");
  }

  /** Whose name stands at what it writes. */
  get name(): string {
    return this.writer.id;
  }

  /** What so many raw bytes take by the ratio. */
  ratioBytes(rawBytes: number): number {
    return Math.ceil(rawBytes / this.compression.compressionRatio);
  }

  private storedBytes({ stream, refs, rawBytes }: FileContent): number {
    const { format } = this.compression;
    const measured = format === null || format === undefined ? null : measuredBytes(this.run, stream, refs, format);
    return measured ?? this.ratioBytes(rawBytes);
  }

  /** The file is made and stays with its writer, unseen; returns its number. */
  make(content: FileContent): number {
    const { files } = this.run.rows;
    const { stream, hour, refs, rawBytes, openedAt, closedAt, replaces, uploaded, over, sameRows } = content;
    const storedBytes = content.storedBytes ?? this.storedBytes(content);
    const file = {
      stream,
      hour,
      refs,
      rows: refs.length,
      rawBytes,
      storedBytes,
      openedAt,
      closedAt,
      visibleAt: Infinity,
      writer: this.writer.id,
    };
    files.push({
      ...file,
      ...(replaces === undefined ? {} : { replaces }),
      ...(uploaded === undefined ? {} : { uploaded }),
      ...(over === undefined ? {} : { over }),
      ...(sameRows === undefined ? {} : { sameRows }),
    });
    return files.length - 1;
  }

  /** The file is made and leaves at `at`, in ms of simulated time; returns its number. */
  write(content: FileContent, at: number): number {
    const file = this.make(content);
    const { storedBytes } = this.run.rows.files[file];
    this.filesWritten++;
    this.bytesWritten += storedBytes;
    this.writer.meter.departures += content.refs.length;
    this.writer.meter.bytesOut += storedBytes;
    if (content.stream === EVENT) this.bookEvents(content.refs, at);
    for (const wire of this.outputs) wire.push(at, refOf(FILE, file));
    return file;
  }

  /** Files are deleted and nothing takes their place: what leaves is a file without rows that replaces them, and is none. */
  remove(replaces: readonly number[], at: number): void {
    const file = this.make({ stream: EVENT, hour: 0, refs: new Int32Array(0), rawBytes: 0, openedAt: at, closedAt: at, replaces });
    for (const wire of this.outputs) wire.push(at, refOf(FILE, file));
  }

  private bookEvents(refs: Int32Array, at: number): void {
    const { ledger, rows } = this.run;
    const copies = this.outputs.length - 1;
    if (this.copies) for (const ref of refs) ledger.carryOn(ref);
    if (copies > 0) for (const ref of refs) ledger.fork(ref, copies);
    if (copies >= 0) return;
    const recorder = this.run.recorder(this.writer.id);
    for (const ref of refs) {
      recorder.visible(ref, rows.events.happenedAt.at(ref), at);
      ledger.end(ref, this.deliveredCode);
    }
  }
}
