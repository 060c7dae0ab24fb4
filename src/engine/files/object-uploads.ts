import { Spell } from "../part/spells.ts";
import { FileWriter } from "./file-writer.ts";
import type { FileFormat } from "./file-format.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { CONTROL, EVENT, FILE, hourOfRow, refOf, rowOf, kindOf } from "../rows/rows.ts";
import { isDeletion } from "../rows/kinds/file.ts";
import type { RunContext } from "../part/run-context.ts";
import type { FactsByCode } from "../part/remark.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type ObjectUploadSpec = {
  readonly putLatency: Sampler;
  readonly streamBytesPerSecond: number;
  /** Over all prefixes. */
  readonly putsPerSecond: number;
  readonly compressionRatio: number;
  /** What sizes of its files are measured by; without it they are the ratio's. */
  readonly format?: FileFormat | null;
};

/** A file on its way in; of rows that came without a file, the instant at which they did. */
export type Upload = { readonly file: number; visibleAt: number; readonly gatheredAt?: number };

/** A retry after 503 SlowDown waits this long (facts/storage.md 2.1: 2 s, then 4 s). */
export const SLOW_DOWN_RETRY_MS = 2000;

/**
 * How objects come into a bucket: a PUT takes its answer and the stream rate; PUTs beyond the prefix rate are answered 503 and come
 * again. Rows that come straight from a stream processor arrive at its checkpoints, and each of its tasks writes a file of them per stream
 * and hour. What an object means once it is there is up to whoever keeps it.
 */
export abstract class ObjectUploads<R extends FactsByCode> extends Part<R> {
  private readonly input: RowQueueReader;
  protected readonly outputs: readonly RowQueue[];
  private readonly writer: FileWriter;
  private readonly spec: ObjectUploadSpec;
  private readonly random: RandomStream;
  protected readonly uploads: Upload[] = [];
  private gathering: { at: number; refs: Map<string, number[]> } | null = null;
  /** By wire, the task whose rows come now, counted over all wires and instants; 0 where nobody tells. */
  private readonly tasks: number[];
  private lastTask = 0;
  private nextPutAt = 0;
  private throttledUntil = -Infinity;
  protected readonly spell = new Spell();
  private readonly deliveredCode: number;
  protected puts = 0;
  private slowDowns = 0;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], spec: ObjectUploadSpec) {
    super(id, run);
    this.spec = spec;
    this.input = new RowQueueReader(inputs);
    this.outputs = outputs;
    this.writer = new FileWriter(this, run, outputs, spec);
    this.random = run.randomStream(id, "put");
    this.deliveredCode = run.ledger.code("delivered");
    for (const wire of outputs) wire.notices = true;
    for (const wire of inputs) wire.tellsTasks = true;
    this.tasks = inputs.map(() => 0);
  }

  advance(until: number): void {
    while (this.input.next(until)) {
      const { ref, time, wire } = this.input;
      if (this.gathering !== null && (kindOf(ref) === FILE || time > this.gathering.at)) this.writeGathered();
      if (kindOf(ref) === FILE) this.put(rowOf(ref), time);
      else if (kindOf(ref) === CONTROL) this.tasks[wire] = ++this.lastTask;
      else this.gather(ref, time, this.tasks[wire]);
    }
    if (this.gathering !== null && this.gathering.at < until) this.writeGathered();
    this.show(until);
  }

  override nextWorkMs(): number {
    let next = Math.min(this.input.peekTime(), this.gathering?.at ?? Infinity);
    for (const { visibleAt } of this.uploads) if (visibleAt < next) next = visibleAt;
    return next;
  }

  private gather(ref: number, at: number, task: number): void {
    const { rows, hourMs } = this.run;
    this.gathering ??= { at, refs: new Map() };
    const key = `${kindOf(ref)}/${hourOfRow(rows, ref, hourMs)}/${task}`;
    const refs = this.gathering.refs.get(key);
    if (refs === undefined) this.gathering.refs.set(key, [ref]);
    else refs.push(ref);
  }

  private writeGathered(): void {
    if (this.gathering === null) return;
    const { at, refs } = this.gathering;
    this.gathering = null;
    for (const [key, rowsOfFile] of refs) {
      const [stream, hour] = key.split("/").map(Number);
      const rawBytes = rowsOfFile.reduce((sum, ref) => sum + this.bytesOf(ref), 0);
      this.put(this.writer.make({ stream, hour, refs: Int32Array.from(rowsOfFile), rawBytes, openedAt: at, closedAt: at }), at, at);
    }
  }

  private put(file: number, at: number, gatheredAt?: number): void {
    const stored = this.run.rows.files[file];
    const gathered = gatheredAt === undefined ? {} : { gatheredAt };
    if (isDeletion(stored) || this.isThere(file)) {
      if (!isDeletion(stored)) this.count(file);
      this.uploads.push({ file, visibleAt: Math.max(at, this.spell.awayUntil), ...gathered });
      return;
    }
    this.count(file);
    let start = Math.max(at, this.nextPutAt, this.spell.awayUntil);
    while (start < this.throttledUntil) {
      this.slowDowns++;
      start += SLOW_DOWN_RETRY_MS;
    }
    if (start > at) this.slowDowns++;
    this.nextPutAt = start + 1000 / this.spec.putsPerSecond;
    const putMs = stored.uploaded === true ? 0 : this.putMs(stored.storedBytes, start);
    this.meter.served(at, start - at, putMs);
    this.uploads.push({ file, visibleAt: start + putMs, ...gathered });
  }

  private count(file: number): void {
    const { stream, refs } = this.run.rows.files[file];
    this.puts++;
    const { bytes } = this.run.rows.events;
    if (stream === EVENT)
      this.meter.arrivedMany(
        refs.length,
        refs.reduce((sum, ref) => sum + bytes.at(ref), 0),
      );
    else for (let i = 0; i < refs.length; i++) this.meter.arrived(this.bytesOf(refs[i]));
  }

  private putMs(storedBytes: number, at: number): number {
    const answerMs = this.spec.putLatency.sample(this.random) * this.spell.slowness(at);
    return answerMs + (storedBytes * 1000) / this.spec.streamBytesPerSecond;
  }

  protected show(until: number): void {
    const due = this.uploads.filter((upload) => upload.visibleAt < until);
    if (due.length === 0) return;
    due.sort((a, b) => a.visibleAt - b.visibleAt || a.file - b.file);
    for (const upload of due) {
      const place = this.uploads.indexOf(upload);
      // One that came before it may have taken its place meanwhile.
      if (place < 0) continue;
      this.uploads.splice(place, 1);
      this.uploaded(upload);
    }
  }

  /** A file is in the bucket, whole, at its `visibleAt`. */
  protected abstract uploaded(upload: Upload): void;

  /** Its bytes lay there long before, and who wrote it has paid for its requests: it comes at the very instant at which its writer said so. */
  protected isThere(_file: number): boolean {
    return false;
  }

  /** What readers of the bucket hear of a file, and the end of the copies of events that are in it. */
  protected announce(index: number, at: number): void {
    this.meter.departures += this.run.rows.files[index].refs.length;
    this.endEvents(index);
    for (const wire of this.outputs) wire.push(at, refOf(FILE, index));
  }

  protected endEvents(index: number): void {
    const { stream, refs } = this.run.rows.files[index];
    if (stream === EVENT) for (let i = 0; i < refs.length; i++) this.run.ledger.end(refs[i], this.deliveredCode);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), at + strike.durationMs);
      return;
    }
    if (strike.fault === "outage") {
      this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
      // What was under way breaks off and is sent again when the store is back.
      for (const upload of this.uploads) if (upload.visibleAt >= at) upload.visibleAt += strike.durationMs;
      this.tellOutage(at, strike.durationMs);
      return;
    }
    this.throttledUntil = Math.max(this.throttledUntil, at + strike.durationMs);
    this.tellThrottled(at, strike.durationMs);
  }

  protected abstract tellOutage(at: number, downMs: number): void;
  protected abstract tellThrottled(at: number, forMs: number): void;

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(at: number): boolean {
    this.writeGathered();
    this.show(at);
    return this.uploads.length === 0;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    let held = 0;
    for (const { file } of this.uploads) if (this.run.rows.files[file].stream === EVENT) held += this.run.rows.files[file].refs.length;
    for (const refs of this.gathering?.refs.values() ?? []) for (const ref of refs) if (kindOf(ref) === EVENT) held++;
    return held;
  }

  override queueLength(): number {
    return this.uploads.length;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), putRequests: this.puts, slowDowns: this.slowDowns };
  }
}
