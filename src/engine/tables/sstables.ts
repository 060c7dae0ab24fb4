import { Float64List, Int32List } from "../kernel/number-lists.ts";

/** What decides how the files of a node grow. Rates in bytes a second. */
export type SstableSpec = {
  /** Bytes of rows that a node keeps in memory before it writes them out as one SSTable. */
  readonly memtableBytes: number;
  /** What a node's merging may read; Cassandra's throttle counts what is read. */
  readonly compactionBytesPerSecond: number;
  readonly hintBytesPerSecond: number;
};

/** Size-tiered: from so many tables of one tier on they are merged, and no more at once than the other (docs of Apache Cassandra). */
const MIN_TABLES = 4;
const MAX_TABLES = 32;
/** Merges of a node with one disk that run at once and share the throttle (recalled: concurrent_compactors, at least 2). */
const MERGES_AT_ONCE = 2;

type Sstable = { readonly bytes: number; readonly keys: Int32Array };
type Merge = { readonly tables: readonly Sstable[]; readonly bytes: number; leftBytes: number };

/**
 * In how many SSTables a key lies. A key is a user at one of its replicas, so nodes share these columns and never an entry of them.
 * Twelve bytes a key, and four more for each table that holds it.
 */
export class TablesOfKey {
  readonly count: Int32Array;
  /** Number of the memtable of its node that it was last written into; 0 = of none yet. */
  readonly memtable: Int32Array;
  /** Number of the merge that met it last. */
  readonly merge: Int32Array;

  constructor(keys: number) {
    this.count = new Int32Array(keys);
    this.memtable = new Int32Array(keys);
    this.merge = new Int32Array(keys);
  }
}

/**
 * The files of one node of a ring: writes fill a memtable, a full one becomes an SSTable, four or more of a tier (sizes within a
 * factor of four) are merged into one, smallest tier first, two merges at a time that share the throttled rate. Rows that were
 * overwritten keep their bytes, so what is to be merged is an upper bound. A crash leaves the memtable to the commit log; a merge it broke off
 * begins anew when the node is back, and then what it missed is replayed to it.
 * Calls come in the order of their times (ms of the run); what became due in between is done first, at its own instant, so nothing
 * depends on when somebody asks.
 */
export class NodeSstables {
  /** Most bytes that ever waited to be merged, those in a merge excluded. */
  peakWaitingBytes = 0;
  waitingBytes = 0;
  /** SSTables on the node. */
  tables = 0;
  private readonly spec: SstableSpec;
  private readonly of: TablesOfKey;
  private readonly tiers: Sstable[][] = [];
  private memtable = 1;
  private memtableBytes = 0;
  private memtableKeys = new Int32List(16);
  /** What is being merged, as it stood at `since`; it changes only when a merge begins, ends or is broken off. */
  private readonly merging: Merge[] = [];
  private since = 0;
  private merges = 0;
  private backAt = 0;
  private readonly hintKeys = new Int32List(16);
  private readonly hintBytes = new Float64List(16);
  private hintsReplayed = 0;
  private hintAt = Infinity;

  constructor(spec: SstableSpec, of: TablesOfKey) {
    this.spec = spec;
    this.of = of;
  }

  /** A replica of a row. */
  write(key: number, bytes: number, at: number): void {
    this.settle(at);
    this.put(key, bytes, at);
  }

  /** A row it is to have when it is back. */
  miss(key: number, bytes: number): void {
    this.hintKeys.push(key);
    this.hintBytes.push(bytes);
    if (this.hintAt === Infinity) this.hintAt = this.backAt + this.replayMs(bytes);
  }

  /** In how many SSTables a read of this key looks: bloom filters spare it the others. */
  tablesOf(key: number, at: number): number {
    this.settle(at);
    return this.of.count[key];
  }

  crash(from: number, until: number): void {
    this.settle(from);
    this.backAt = Math.max(this.backAt, until);
    this.since = this.backAt;
    for (const merge of this.merging) merge.leftBytes = merge.bytes;
    if (this.hintAt !== Infinity) this.hintAt = this.backAt + this.replayMs(this.hintBytes.data[this.hintsReplayed]);
  }

  private replayMs(bytes: number): number {
    return (bytes / this.spec.hintBytesPerSecond) * 1000;
  }

  /** Does all that was due by `at`, in the order of time. */
  private settle(at: number): void {
    while (this.hintAt <= at) {
      const due = this.hintAt;
      const hint = this.hintsReplayed++;
      this.finishMerges(due);
      this.put(this.hintKeys.data[hint], this.hintBytes.data[hint], due);
      const left = this.hintsReplayed < this.hintKeys.length;
      this.hintAt = left ? due + this.replayMs(this.hintBytes.data[this.hintsReplayed]) : Infinity;
      if (left) continue;
      this.hintKeys.length = 0;
      this.hintBytes.length = 0;
      this.hintsReplayed = 0;
    }
    this.finishMerges(at);
  }

  private put(key: number, bytes: number, at: number): void {
    if (this.of.memtable[key] !== this.memtable) {
      this.of.memtable[key] = this.memtable;
      this.memtableKeys.push(key);
    }
    this.memtableBytes += bytes;
    if (this.memtableBytes >= this.spec.memtableBytes) this.flush(at);
  }

  private flush(at: number): void {
    const keys = this.memtableKeys.data.slice(0, this.memtableKeys.length);
    for (const key of keys) this.of.count[key]++;
    this.file({ bytes: this.memtableBytes, keys });
    this.memtable++;
    this.memtableBytes = 0;
    this.memtableKeys = new Int32List(Math.max(16, keys.length));
    this.beginMerges(at);
    this.weigh();
  }

  private file(table: Sstable): void {
    let tier = 0;
    for (let most = 2 * this.spec.memtableBytes; table.bytes > most; most *= 4) tier++;
    while (this.tiers.length <= tier) this.tiers.push([]);
    this.tiers[tier].push(table);
    this.tables++;
  }

  private beginMerges(at: number): void {
    while (this.merging.length < MERGES_AT_ONCE) {
      const tier = this.tiers.find((each) => each.length >= MIN_TABLES);
      if (tier === undefined) return;
      this.progress(at);
      const tables = tier.splice(0, MAX_TABLES);
      const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
      this.merging.push({ tables, bytes, leftBytes: bytes });
    }
  }

  private progress(at: number): void {
    const each = ((at - this.since) / 1000) * (this.spec.compactionBytesPerSecond / Math.max(1, this.merging.length));
    for (const merge of this.merging) merge.leftBytes = Math.max(0, merge.leftBytes - each);
    this.since = at;
  }

  private finishMerges(at: number): void {
    while (this.merging.length > 0) {
      const first = this.merging.reduce((least, merge) => (merge.leftBytes < least.leftBytes ? merge : least));
      const doneAt = this.since + ((first.leftBytes * this.merging.length) / this.spec.compactionBytesPerSecond) * 1000;
      if (doneAt > at) return;
      this.progress(doneAt);
      this.merging.splice(this.merging.indexOf(first), 1);
      this.tables -= first.tables.length;
      this.file({ bytes: first.bytes, keys: this.union(first.tables) });
      this.beginMerges(doneAt);
      this.weigh();
    }
  }

  /** The keys of tables that become one: a key lies in one of them from now on. */
  private union(tables: readonly Sstable[]): Int32Array {
    const { merge, count } = this.of;
    const number = ++this.merges;
    const keys = new Int32List(tables[0].keys.length + 1);
    for (const table of tables) {
      for (const key of table.keys) {
        if (merge[key] === number) count[key]--;
        else {
          merge[key] = number;
          keys.push(key);
        }
      }
    }
    return keys.data.slice(0, keys.length);
  }

  private weigh(): void {
    this.waitingBytes = 0;
    for (const tier of this.tiers) if (tier.length >= MIN_TABLES) for (const { bytes } of tier) this.waitingBytes += bytes;
    this.peakWaitingBytes = Math.max(this.peakWaitingBytes, this.waitingBytes);
  }
}
