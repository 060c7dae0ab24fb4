import { EVENT, kindOf, rowOf } from "../rows/rows.ts";
import type { Rows } from "../rows/rows.ts";
import { int32s } from "../rows/packed-list.ts";
import type { PackedList } from "../rows/packed-list.ts";
import { Float64Tail, Int32Tail } from "../kernel/tails.ts";

/** Codes of kinds of rows lie below. */
const KINDS = 16;

type Retention = { readonly retentionMs: number; readonly retentionBytes: number | null; readonly segmentBytes: number };

/** Rows on their way from producers to a partition, side by side: bytes, since when each was there, and its transaction (0 = none). */
export class ProducedRows {
  length = 0;
  refs = new Int32Array(16);
  bytes = new Int32Array(16);
  since = new Float64Array(16);
  transactions = new Int32Array(16);

  push(ref: number, bytes: number, since: number, transaction: number): void {
    if (this.length === this.refs.length) this.makeRoom();
    const at = this.length++;
    this.refs[at] = ref;
    this.bytes[at] = bytes;
    this.since[at] = since;
    this.transactions[at] = transaction;
  }

  private makeRoom(): void {
    const [refs, bytes, since, transactions] = [this.refs, this.bytes, this.since, this.transactions];
    const room = 2 * this.length;
    (this.refs = new Int32Array(room)).set(refs);
    (this.bytes = new Int32Array(room)).set(bytes);
    (this.since = new Float64Array(room)).set(since);
    (this.transactions = new Int32Array(room)).set(transactions);
  }

  clear(): void {
    this.length = 0;
  }
}

/** One partition of a log: its rows by offset, its leader, and what waits for it at the producers. */
export class PartitionStore {
  /** When a row became visible to consumers (replicated); never falls. */
  readonly visibleAt = new Float64Tail();
  readonly writtenAt = new Float64Tail();
  readonly refs = new Int32Tail();
  /** The rows before `refs.base`, where somebody asks for them once the run is over; null where nobody does. */
  readonly archive: PackedList<Int32Array> | null;
  /** By kind, the rows before `refs.base` and those before `start`, where they are not archived. */
  private readonly goneByKind = new Float64Array(KINDS);
  private droppedByKind = new Float64Array(KINDS);
  start = 0;
  bytes = 0;
  leader: number;
  lastVisible = -Infinity;
  /** Consumers cannot read before; Infinity while there is no leader. */
  readableFrom = -Infinity;
  /** New rows become visible no earlier than this (an in-sync replica is silent). */
  stalledUntil = -Infinity;
  waiting: { ref: number; since: number; transaction: number }[] = [];
  /** The producer's open batch. */
  readonly batch = new ProducedRows();
  batchBytes = 0;
  batchClosesAt = Infinity;
  /** Counts batches, so that a linger entry knows whether its batch has closed by size. */
  batchGeneration = 0;
  readonly name: string;
  /** Offsets that compaction has removed, where it has run. */
  gaps: Uint8Array | null = null;
  private compactedTo = 0;
  private segmentStart = 0;
  private segmentFilled = 0;
  /** Rows that are worth letting go of at once. */
  private readonly rowsLetGo: number;
  private letsGoAt = 0;
  /** End offset and bytes of each closed segment, and the rows of each kind before its end. */
  private readonly segments: { end: number; bytes: number; newestAt: number; byKind: Float64Array<ArrayBuffer> }[] = [];
  /** When the first row of the open segment became visible, once that row is let go of. */
  private segmentOpenedAt = 0;

  constructor(name: string, leader: number, archives: boolean, rowsLetGo: number) {
    this.rowsLetGo = rowsLetGo;
    this.name = name;
    this.archive = archives ? int32s() : null;
    this.leader = leader;
  }

  /** Rows with when each can be read and was written; the former never falls. */
  append({ refs, bytes, length }: ProducedRows, visibleAt: Float64Array, writtenAt: Float64Array): void {
    const { visibleAt: visible, writtenAt: written, refs: kept } = this;
    visible.reserve(length);
    written.reserve(length);
    kept.reserve(length);
    const from = kept.length - kept.base;
    let sum = 0;
    for (let i = 0; i < length; i++) {
      visible.data[from + i] = visibleAt[i];
      written.data[from + i] = writtenAt[i];
      kept.data[from + i] = refs[i];
      sum += bytes[i];
    }
    visible.length += length;
    written.length += length;
    kept.length += length;
    this.lastVisible = visibleAt[length - 1];
    this.bytes += sum;
    this.segmentFilled += sum;
  }

  lastRef(): number {
    return this.refs.at(this.refs.length - 1);
  }

  /** Removes the newest row, of this many bytes; returns when the leader had written it. */
  truncateLast(bytes: number): number {
    this.refs.length--;
    this.visibleAt.length--;
    this.writtenAt.length--;
    this.bytes -= bytes;
    this.segmentFilled -= bytes;
    const last = this.refs.length;
    this.lastVisible = last > 0 ? this.visibleAt.at(last - 1) : -Infinity;
    return this.writtenAt.at(last);
  }

  clearBatch(): void {
    this.batch.clear();
    this.batchBytes = 0;
    this.batchClosesAt = Infinity;
    this.batchGeneration++;
  }

  closeFullSegment(at: number, spec: Retention): void {
    if (this.segmentFilled >= spec.segmentBytes || this.segmentAgeMs(at) > spec.retentionMs / 2) this.closeSegment();
  }

  /** Removes from closed segments every row that a newer one there with the same key replaces; offsets stay. */
  compact(keyOf: (ref: number) => number | null, removed: (offset: number) => void): void {
    if (this.segmentStart === this.compactedTo) return;
    this.compactedTo = this.segmentStart;
    const gaps = new Uint8Array(this.refs.length);
    if (this.gaps !== null) gaps.set(this.gaps.subarray(0, Math.min(this.gaps.length, gaps.length)));
    this.gaps = gaps;
    const newer = new Set<number>();
    for (let offset = this.segmentStart - 1; offset >= this.start; offset--) {
      const key = gaps[offset] === 1 ? null : keyOf(this.refs.at(offset));
      if (key === null) continue;
      if (newer.has(key)) {
        gaps[offset] = 1;
        removed(offset);
      } else newer.add(key);
    }
  }

  /** Drops whole closed segments whose newest row is too old, or while the partition is too large. Returns rows dropped. */
  applyRetention(at: number, spec: Retention): number {
    this.closeFullSegment(at, spec);
    const before = this.start;
    while (this.segments.length > 0) {
      const oldest = this.segments[0];
      const newestAt = oldest.end > this.visibleAt.base ? this.visibleAt.at(oldest.end - 1) : oldest.newestAt;
      const tooOld = at - newestAt > spec.retentionMs;
      const tooLarge = spec.retentionBytes !== null && this.bytes > spec.retentionBytes;
      if (!tooOld && !tooLarge) break;
      this.segments.shift();
      this.start = oldest.end;
      this.droppedByKind = oldest.byKind;
      this.bytes -= oldest.bytes;
    }
    return this.start - before;
  }

  /** Whether enough rows lie here for letting go of some to pay. */
  get isLong(): boolean {
    return this.refs.length - this.refs.base >= this.letsGoAt;
  }

  /**
   * No reader comes back to rows before `offset`, and none of them can be cut off or sent again any more. Retention still counts
   * them, in segments. One row before stays, as it says when the next may become visible.
   */
  letGo(offset: number): void {
    const { visibleAt, writtenAt, refs, archive } = this;
    const { base } = refs;
    const before = offset - 1;
    if (before - base >= this.rowsLetGo) {
      for (const segment of this.segments)
        if (segment.end > base && segment.end <= before) segment.newestAt = visibleAt.at(segment.end - 1);
      if (this.segmentStart >= base && this.segmentStart < before) this.segmentOpenedAt = visibleAt.at(this.segmentStart);
      for (let o = base; o < before; o++) {
        this.goneByKind[kindOf(refs.at(o))]!++;
        archive?.push(refs.at(o));
      }
      visibleAt.letGo(before);
      writtenAt.letGo(before);
      refs.letGo(before);
    }
    this.letsGoAt = 2 * (refs.length - refs.base) + this.rowsLetGo;
  }

  /** The row at any offset that is kept or archived. */
  refAt(offset: number): number {
    return offset < this.refs.base && this.archive !== null ? this.archive.at(offset) : this.refs.at(offset);
  }

  /** The lowest event among the rows from an offset on, Infinity where there is none. */
  leastEventFrom(offset: number): number {
    const { data, base, length } = this.refs;
    let least = Infinity;
    for (let i = Math.max(0, offset - base); i < length - base; i++) if (kindOf(data[i]!) === EVENT && data[i]! < least) least = data[i]!;
    return least;
  }

  /** Rows of a kind that retention and compaction have left. */
  countOf(kind: number): number {
    const { gaps, refs } = this;
    if (gaps === null) return this.rowsByKind()[kind]! - this.droppedByKind[kind]!;
    let count = 0;
    for (let o = this.start; o < refs.length; o++) if (gaps[o] !== 1 && kindOf(refs.at(o)) === kind) count++;
    return count;
  }

  private rowsByKind(): Float64Array<ArrayBuffer> {
    const { refs } = this;
    const counts = this.goneByKind.slice();
    for (let o = refs.base; o < refs.length; o++) counts[kindOf(refs.at(o))]!++;
    return counts;
  }

  private segmentAgeMs(at: number): number {
    if (this.segmentStart >= this.refs.length) return 0;
    return at - (this.segmentStart >= this.visibleAt.base ? this.visibleAt.at(this.segmentStart) : this.segmentOpenedAt);
  }

  private closeSegment(): void {
    if (this.refs.length === this.segmentStart) return;
    this.segments.push({ end: this.refs.length, bytes: this.segmentFilled, newestAt: 0, byKind: this.rowsByKind() });
    this.segmentStart = this.refs.length;
    this.segmentFilled = 0;
  }
}

/** What compaction keeps the newest row of; null where every row of the kind stays. */
export function compactionKey(rows: Rows, ref: number): number | null {
  const { compactsBy } = rows.kinds[kindOf(ref)];
  return compactsBy === undefined ? null : compactsBy(rows, rowOf(ref));
}
