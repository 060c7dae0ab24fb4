import type { ConsumerGroup } from "./consumer-group.ts";
import type { Feed } from "./feed.ts";
import { FlowNode } from "./node.ts";
import type { Strike } from "./node.ts";
import { AGGREGATE, EVENT, FILE, hourOfRow, refOf, streamOf } from "./rows.ts";
import type { RunContext } from "./run-context.ts";
import { inZone, turnOf } from "./zones.ts";
import { TaskReader } from "./task-reader.ts";
import { WireFeed } from "./wire-feed.ts";
import type { Wire } from "./wire.ts";

export type ConnectorSpec = {
  readonly tasks: number;
  readonly flushRecords: number;
  readonly targetFileBytes: number;
  readonly rotateMs: number;
  readonly bytesPerSecondPerTask: number;
  readonly compressionRatio: number;
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
  refs: number[];
  bytes: number;
};

/** Open files are keyed by whole numbers: hours may be negative, as event times before the start are. */
const HOUR_OFFSET = 1 << 20;
const STREAMS = 16;
const MAX_PARTITIONS = 1 << 16;

/**
 * Reads a log as a consumer group and writes files per partition and hour of event time; a file closes by records, bytes or
 * age. Offsets are committed up to the first row that lies in an open file, so a crash reads open files again, and with them
 * closed ones that hold later offsets: repeats, unless files are named by their offsets and overwrite themselves.
 */
export class FileConnector extends FlowNode {
  readonly group: ConsumerGroup;
  private readonly spec: ConnectorSpec;
  private readonly reader: TaskReader;
  private readonly wireFeed: WireFeed | null;
  private readonly feed: Feed;
  private readonly outputs: readonly Wire[];
  /** Open files by partition, stream and hour. */
  private readonly open = new Map<number, OpenFile>();
  private readonly events: { at: number; apply: (at: number) => void }[] = [];
  private readonly closed: { readonly file: OpenFile; readonly at: number }[] = [];
  private filesWritten = 0;
  private bytesWritten = 0;

  constructor(id: string, run: RunContext, feed: Feed, outputs: readonly Wire[], spec: ConnectorSpec) {
    super(id, run);
    this.spec = spec;
    this.feed = feed;
    this.wireFeed = feed instanceof WireFeed ? feed : null;
    this.group = feed.join(id, id);
    this.reader = new TaskReader(feed, this.group, spec.tasks);
    this.outputs = outputs;
  }

  advance(until: number): void {
    this.wireFeed?.pull(until);
    const msPerByte = 1000 / this.spec.bytesPerSecondPerTask;
    this.reader.read(
      until,
      (ref) => this.bytesOf(ref) * msPerByte,
      (partition, offset, ref, readableAt, doneAt, serviceMs) => {
        this.meter.arrived(this.bytesOf(ref));
        this.meter.served(readableAt, doneAt - serviceMs - readableAt, serviceMs);
        this.add(partition, offset, ref, doneAt);
      },
    );
    this.closeAged(until);
    this.writeClosed();
  }

  private add(partition: number, offset: number, ref: number, at: number): void {
    const stream = streamOf(ref);
    const hour = this.hourOf(ref);
    const key = ((hour + HOUR_OFFSET) * STREAMS + stream) * MAX_PARTITIONS + partition;
    let file = this.open.get(key);
    if (file !== undefined && at >= file.openedAt + this.spec.rotateMs) {
      this.close(key, file, file.openedAt + this.spec.rotateMs);
      file = undefined;
    }
    if (file === undefined) {
      file = { partition, stream, hour, openedAt: at, firstOffset: offset, refs: [], bytes: 0 };
      this.open.set(key, file);
    }
    file.refs.push(ref);
    file.bytes += this.bytesOf(ref);
    const full = file.refs.length >= this.spec.flushRecords || file.bytes / this.spec.compressionRatio >= this.spec.targetFileBytes;
    if (full) this.close(key, file, at);
  }

  private hourOf(ref: number): number {
    const hour = hourOfRow(this.run.rows, ref, this.run.hourMs);
    return this.spec.partitionBy === "hour" || streamOf(ref) === AGGREGATE ? hour : Math.floor(hour / 24) * 24;
  }

  /** Files whose time is up before `until`. */
  private closeAged(until: number): void {
    for (const [key, file] of this.open) {
      if (file.openedAt + this.spec.rotateMs < until) this.close(key, file, file.openedAt + this.spec.rotateMs);
    }
  }

  private close(key: number, file: OpenFile, at: number): void {
    this.open.delete(key);
    this.closed.push({ file, at });
    this.commit(file.partition);
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
    const { rows } = this.run;
    const storedBytes = Math.ceil(file.bytes / this.spec.compressionRatio);
    rows.files.push({
      stream: file.stream,
      hour: file.hour,
      refs: Int32Array.from(file.refs),
      rawBytes: file.bytes,
      storedBytes,
      openedAt: file.openedAt,
      closedAt,
      visibleAt: Infinity,
      writer: this.id,
    });
    this.filesWritten++;
    this.bytesWritten += storedBytes;
    this.meter.departures += file.refs.length;
    this.meter.bytesOut += storedBytes;
    if (this.outputs.length === 0) this.endHere(file, closedAt);
    this.forkCopies(file);
    for (const wire of this.outputs) wire.push(closedAt, refOf(FILE, rows.files.length - 1));
  }

  private endHere(file: OpenFile, at: number): void {
    const delivered = this.run.ledger.code("delivered");
    for (const ref of file.refs) {
      if (streamOf(ref) !== EVENT) continue;
      this.run.recorder(this.id).visible(ref, this.run.rows.events.happenedAt.data[ref], at);
      this.run.ledger.end(ref, delivered);
    }
  }

  private forkCopies(file: OpenFile): void {
    if (this.outputs.length < 2 || file.stream !== EVENT) return;
    for (const ref of file.refs) this.run.ledger.fork(ref, this.outputs.length - 1);
  }

  private commit(partition: number): void {
    let offset = this.group.position[partition];
    for (const file of this.open.values()) if (file.partition === partition) offset = Math.min(offset, file.firstOffset);
    this.group.committed[partition] = Math.max(this.group.committed[partition], offset);
  }

  override nextChangeMs(): number {
    return this.events.reduce((least, event) => Math.min(least, event.at), Infinity);
  }

  override change(at: number): void {
    const due = this.events.filter((event) => event.at <= at);
    for (const event of due) {
      this.events.splice(this.events.indexOf(event), 1);
      event.apply(at);
    }
  }

  override strike(strike: Strike, at: number): void {
    const { tasks, sessionTimeoutMs } = this.spec;
    const { durationMs } = strike;
    const index = strike.index ?? 0;
    if (strike.fault === "slow") {
      this.reader.slow(index % tasks, strike.amount ?? 4, at + durationMs);
      return;
    }
    if (strike.fault === "rolling-restart") {
      for (let task = 0; task < tasks; task++) {
        const { from, until } = turnOf(task, tasks, at, durationMs);
        this.events.push({ at: from, apply: (now) => void this.away(task, now, until) });
      }
      this.remark(at, "rolling-restart", `The tasks of ${this.id} were restarted one after another; files they had open are written anew.`);
      return;
    }
    const backAt = at + Math.max(durationMs, sessionTimeoutMs);
    for (let task = 0; task < tasks; task++)
      if (strike.fault === "zone-loss" ? inZone(task, index) : task === index % tasks) this.crash(task, at, backAt);
  }

  private crash(task: number, at: number, backAt: number): void {
    const again = this.away(task, at, backAt);
    const effect =
      this.spec.delivery === "deterministic"
        ? "files that are written again overwrite themselves"
        : `${again} records are written a second time`;
    this.remark(
      at,
      "worker-lost",
      `Task ${task} of ${this.id} died; its partitions were taken up after ${Math.round((backAt - at) / 1000)} s and ${effect}.`,
      "delivery",
    );
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
    for (const [key, file] of this.open) {
      if (file.partition !== partition) continue;
      for (const ref of file.refs) inHand.add(ref);
      this.open.delete(key);
    }
    return this.group.rewind(partition, this.group.committed[partition], (ref) => inHand.has(ref));
  }

  override finish(at: number): boolean {
    if (!this.reader.caughtUp) return false;
    for (const [key, file] of [...this.open]) this.close(key, file, at);
    this.writeClosed();
    for (let p = 0; p < this.group.position.length; p++) this.commit(p);
    return true;
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
    return `${this.filesWritten} files`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), files: this.filesWritten, bytesOut: this.bytesWritten };
  }
}
