import { nounFor } from "../../base/counted-noun.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import { FileWriter } from "./file-writer.ts";
import type { FileFormat } from "./file-format.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { EVENT, hourOfRow, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { Agenda } from "../part/spells.ts";
import { inZone } from "../part/zones.ts";
import { Int32List } from "../kernel/number-lists.ts";
import type { FinishedRows, RowCost } from "../feeds/task-reader.ts";
import { TaskReader } from "../feeds/task-reader.ts";
import { WireFeed } from "../feeds/wire-feed.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { FileConnectorRemarks } from "./remarks.ts";

export type ConnectorSpec = {
  readonly tasks: number;
  readonly flushRecords: number;
  readonly targetFileBytes: number;
  readonly rotateMs: number;
  readonly bytesPerSecondPerTask: number;
  readonly compressionRatio: number;
  /** What sizes of its files are measured by; without it they are the ratio's. */
  readonly format?: FileFormat | null;
  readonly partitionBy: "hour" | "day";
  readonly delivery: "after-upload" | "deterministic";
  readonly sessionTimeoutMs: number;
};

type OpenFile = {
  readonly partition: number;
  readonly stream: number;
  readonly hour: number;
  readonly openedAt: number;
  readonly firstOffset: number;
  readonly refs: Int32List;
  bytes: number;
};

/** Open files are keyed by whole numbers: hours may be negative, as event times before the start are. */
const HOUR_OFFSET = 1 << 20;
const STREAMS = 16;
const MAX_PARTITIONS = 1 << 16;

function keyOf(partition: number, stream: number, hour: number): number {
  return ((hour + HOUR_OFFSET) * STREAMS + stream) * MAX_PARTITIONS + partition;
}

/**
 * Reads a log as a consumer group and writes files per partition and hour of event time; a file closes by records, bytes or
 * age. Offsets are committed up to the first row that lies in an open file, so a crash reads open files again, and with them
 * closed ones that hold later offsets: repeats, unless files are named by their offsets and overwrite themselves.
 */
export class FileConnector extends Part<FileConnectorRemarks> {
  readonly group: ConsumerGroup;
  private readonly spec: ConnectorSpec;
  private readonly reader: TaskReader;
  private readonly rowCost: RowCost;
  private readonly wireFeed: WireFeed | null;
  private readonly feed: Feed;
  private readonly writer: FileWriter;
  /** Open files by partition, stream and hour. */
  private readonly open = new Map<number, OpenFile>();
  /** By partition, the open file of its last row. */
  private readonly latest: (OpenFile | undefined)[];
  private readonly agenda = new Agenda();
  /** No open file is closed by its age before this. */
  private nextAgedMs = Infinity;
  private readonly closed: { readonly file: OpenFile; readonly at: number }[] = [];

  constructor(id: string, run: RunContext, feed: OpenFeed, outputs: readonly RowQueue[], spec: ConnectorSpec) {
    super(id, run);
    this.spec = spec;
    this.feed = feed;
    this.wireFeed = feed instanceof WireFeed ? feed : null;
    this.group = feed.join(id, id);
    this.latest = this.group.position.map(() => undefined);
    this.reader = new TaskReader(feed, this.group, spec.tasks, (ref) => this.bytesOf(ref));
    this.rowCost = { perRowMs: 0, perByteMs: 1000 / spec.bytesPerSecondPerTask };
    this.writer = new FileWriter(this, run, outputs, spec);
  }

  advance(until: number): void {
    this.wireFeed?.pull(until);
    this.reader.read(until, this.rowCost, this.gather);
    this.closeAged(until);
    this.writeClosed();
  }

  override nextWorkMs(): number {
    return Math.min(this.wireFeed?.nextArrivalMs() ?? Infinity, this.group.nextReadableMs(), this.nextAgedMs);
  }

  private readonly gather = (rows: FinishedRows): void => {
    const { flushRecords, targetFileBytes, compressionRatio } = this.spec;
    for (let i = 0; i < rows.count; i++) {
      const at = rows.doneAt[i];
      const file = this.fileFor(rows, i);
      file.refs.push(rows.refs[i]);
      file.bytes += rows.bytes[i];
      if (file.refs.length >= flushRecords || file.bytes / compressionRatio >= targetFileBytes) this.close(file, at, rows.nextOffsets[i]);
    }
    this.meter.finished(rows);
  };

  /** The open file that row `i` goes to. Rows of a partition that follow each other mostly share theirs. */
  private fileFor(rows: FinishedRows, i: number): OpenFile {
    const partition = rows.partitions[i];
    const ref = rows.refs[i];
    const at = rows.doneAt[i];
    const stream = kindOf(ref);
    const hour = this.hourOf(ref);
    const latest = this.latest[partition];
    const isSame = latest !== undefined && latest.hour === hour && latest.stream === stream;
    const file = isSame ? latest : this.open.get(keyOf(partition, stream, hour));
    if (file !== undefined && at < file.openedAt + this.spec.rotateMs) return (this.latest[partition] = file);
    if (file !== undefined) this.close(file, file.openedAt + this.spec.rotateMs, rows.offsets[i]);
    const fresh: OpenFile = { partition, stream, hour, openedAt: at, firstOffset: rows.offsets[i], refs: new Int32List(64), bytes: 0 };
    this.open.set(keyOf(partition, stream, hour), fresh);
    this.nextAgedMs = Math.min(this.nextAgedMs, at + this.spec.rotateMs);
    return (this.latest[partition] = fresh);
  }

  private hourOf(ref: number): number {
    const hour = hourOfRow(this.run.rows, ref, this.run.hourMs);
    return this.spec.partitionBy === "hour" || this.run.rows.kinds[kindOf(ref)].alwaysHourly ? hour : Math.floor(hour / 24) * 24;
  }

  /** Files whose time is up before `until`. */
  private closeAged(until: number): void {
    if (this.nextAgedMs >= until) return;
    this.nextAgedMs = Infinity;
    for (const file of this.open.values()) {
      const agedAt = file.openedAt + this.spec.rotateMs;
      if (agedAt < until) this.close(file, agedAt);
      else this.nextAgedMs = Math.min(this.nextAgedMs, agedAt);
    }
  }

  /** `readTo`: the offset its partition was to be read on from when the file closed. */
  private close(file: OpenFile, at: number, readTo = this.group.position[file.partition]): void {
    this.forget(file);
    this.closed.push({ file, at });
    this.commit(file.partition, readTo);
  }

  private forget(file: OpenFile): void {
    this.open.delete(keyOf(file.partition, file.stream, file.hour));
    if (this.latest[file.partition] === file) this.latest[file.partition] = undefined;
  }

  /** Files of a window leave in the order they closed, whichever task or clock closed them. */
  private writeClosed(): void {
    if (this.closed.length === 0) return;
    this.closed.sort(
      (a, b) => a.at - b.at || a.file.partition - b.file.partition || a.file.hour - b.file.hour || a.file.stream - b.file.stream,
    );
    for (const { file, at } of this.closed) this.write(file, at);
    this.closed.length = 0;
  }

  private write(file: OpenFile, closedAt: number): void {
    const { stream, hour, openedAt } = file;
    const refs = file.refs.data.slice(0, file.refs.length);
    this.writer.write({ stream, hour, refs, rawBytes: file.bytes, openedAt, closedAt }, closedAt);
  }

  private commit(partition: number, readTo: number): void {
    let offset = readTo;
    for (const file of this.open.values()) if (file.partition === partition) offset = Math.min(offset, file.firstOffset);
    this.group.committed[partition] = Math.max(this.group.committed[partition], offset);
  }

  override nextChangeMs(): number {
    return this.agenda.nextMs;
  }

  override change(at: number): void {
    this.agenda.run(at);
  }

  override strike(strike: Strike, at: number): void {
    const { tasks, sessionTimeoutMs } = this.spec;
    const { durationMs } = strike;
    const index = strike.index ?? 0;
    if (strike.fault === "slow") {
      this.reader.slow(index % tasks, amountOf(strike), at + durationMs);
      return;
    }
    if (strike.fault === "rolling-restart") {
      this.agenda.addInTurn(tasks, at, durationMs, (task, now, backAt) => void this.away(task, now, backAt));
      this.remark(at, "rolling-restart", {});
      return;
    }
    const backAt = at + Math.max(durationMs, sessionTimeoutMs);
    for (let task = 0; task < tasks; task++)
      if (strike.fault === "zone-loss" ? inZone(task, index) : task === index % tasks) this.crash(task, at, backAt);
  }

  private crash(task: number, at: number, backAt: number): void {
    const again = this.away(task, at, backAt);
    const overwrites = this.spec.delivery === "deterministic";
    this.remark(at, "worker-lost", { task, awayMs: backAt - at, overwrites, againRecords: again }, "delivery");
  }

  /** Nobody reads the partitions of a task until it is back, and then from the last commit; returns records written again. */
  private away(task: number, at: number, backAt: number): number {
    this.group.rebalances++;
    this.reader.stop(task, backAt);
    this.meter.downMs += backAt - at;
    return this.reader.assignment[task].reduce((again, partition) => again + this.abandon(partition), 0);
  }

  /** Open files of a partition are given up; reading goes back to the committed offset. */
  private abandon(partition: number): number {
    if (!this.feed.replayable) return 0;
    const inHand = new Set<number>();
    for (const file of this.open.values()) {
      if (file.partition !== partition) continue;
      for (const ref of file.refs.data.subarray(0, file.refs.length)) inHand.add(ref);
      this.forget(file);
    }
    return this.group.rewind(partition, this.group.committed[partition], (ref) => inHand.has(ref));
  }

  override finish(at: number): boolean {
    if (!this.reader.caughtUp) return false;
    for (const file of [...this.open.values()]) this.close(file, at);
    this.writeClosed();
    for (let p = 0; p < this.group.position.length; p++) this.commit(p, this.group.position[p]);
    return true;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    let held = this.wireFeed === null ? 0 : this.group.heldEvents;
    for (const file of this.open.values()) if (file.stream === EVENT) held += file.refs.length;
    return held;
  }

  override servers(): number {
    return this.spec.tasks;
  }

  override queueLength(): number {
    let waiting = 0;
    for (let p = 0; p < this.group.position.length; p++) waiting += this.feed.end(p) - this.group.position[p];
    return waiting;
  }

  override figure(): string {
    return `${this.writer.filesWritten} ${nounFor(this.writer.filesWritten, "file")}`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), files: this.writer.filesWritten, bytesOut: this.writer.bytesWritten };
  }
}
