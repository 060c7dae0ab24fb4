import type { RowGroup } from "./row-group.ts";

export type MoverSpec = {
  /** Shards there are afterwards, and when the move begins. */
  readonly to: number;
  readonly atMs: number;
  /** Rows that are copied a second, in the terms of the run; and what one of them takes of a core on either side. */
  readonly rowsPerSecond: number;
  readonly rowMs: number;
  /** Statements for what has just been copied are held back for so long, until they go to its new place. */
  readonly cutoverMs: number;
};

export type MoverHost = {
  groupAt(shard: number): RowGroup;
  /** The shard a key's row is to be at in the end. */
  goalOf(key: number, row: number): number;
  /** Rows that go from one shard to another are there from now on. */
  switched(from: number, to: number, at: number): void;
  copiedAgain(from: number, to: number, at: number): void;
  ended(movedRows: number, at: number): void;
};

/** Rows copied together. */
const BATCH_MS = 100;

/**
 * Moves rows to their new shards while both ends serve: pair by pair of an old and a new shard it copies what goes from the one to
 * the other, at a bounded rate and with work of both primaries; then what was changed meanwhile; then it holds statements for these
 * keys back for a moment, and they go to the new place from there on. Old copies stay and are looked at by nobody. Where one of the
 * two dies, what was copied is copied anew.
 */
export class RowMover {
  /** When it next does something; Infinity when nothing is left. */
  time: number;
  private readonly spec: MoverSpec;
  private readonly host: MoverHost;
  private readonly pairs: { readonly from: number; readonly to: number }[];
  private pair = -1;
  private keys: readonly number[] = [];
  private next = 0;
  private readonly changed = new Set<number>();
  private lives = 0;
  private batch: readonly number[] = [];
  private cutoverAt = Infinity;
  private moved = 0;

  /** `pairs`: from where to where rows go. */
  constructor(spec: MoverSpec, host: MoverHost, pairs: readonly { from: number; to: number }[], at: number) {
    this.spec = spec;
    this.host = host;
    this.pairs = [...pairs];
    this.time = at;
  }

  /** Statements for what goes from one shard to the other are held back just now. */
  holdsBack(from: number, to: number): boolean {
    return this.cutoverAt < Infinity && this.copies(from, to);
  }

  private copies(from: number, to: number): boolean {
    const now = this.pairs[this.pair];
    return now !== undefined && now.from === from && now.to === to;
  }

  /** A change was committed at a shard: what is being moved from there is copied once more. */
  changedAt(from: number, to: number, key: number): void {
    if (this.copies(from, to)) this.changed.add(key);
  }

  /** The same of a row that was taken out, where nothing says any more where it was to go. */
  deletedAt(from: number, key: number): void {
    if (this.pairs[this.pair]?.from === from) this.changed.add(key);
  }

  move(at: number): void {
    if (this.pair < 0) return this.begin(0, at);
    const { from, to } = this.pairs[this.pair];
    const [source, target] = [this.host.groupAt(from), this.host.groupAt(to)];
    if (source.lives + target.lives !== this.lives) {
      this.host.copiedAgain(from, to, at);
      const copied = this.keys.slice(0, this.next);
      this.begin(this.pair, Math.max(at, source.upFrom, target.upFrom));
      // What is on the new shard and no more on the old one goes from there, too.
      for (const key of copied) this.changed.add(key);
      return;
    }
    for (const key of this.batch) target.change(key, source.rowAt(key), at);
    this.moved += this.batch.length;
    this.batch = [];
    if (this.cutoverAt <= at && this.changed.size === 0) return this.switchOver(at);
    this.copy(source, target, at);
  }

  private begin(pair: number, at: number): void {
    this.pair = pair;
    this.batch = [];
    this.changed.clear();
    this.cutoverAt = Infinity;
    if (pair >= this.pairs.length) {
      this.time = Infinity;
      return this.host.ended(this.moved, at);
    }
    const { from, to } = this.pairs[pair];
    const source = this.host.groupAt(from);
    this.lives = source.lives + this.host.groupAt(to).lives;
    this.keys = source.keysHeld().filter((key) => this.host.goalOf(key, source.rowAt(key)) === to);
    this.next = 0;
    this.time = at;
  }

  /** The next rows, or what was changed since they were copied; when hardly anything is left, statements are held back. */
  private copy(source: RowGroup, target: RowGroup, at: number): void {
    const { rowsPerSecond, rowMs, cutoverMs } = this.spec;
    const most = Math.max(1, Math.floor((rowsPerSecond * BATCH_MS) / 1000));
    if (this.next < this.keys.length) {
      this.batch = this.keys.slice(this.next, this.next + most);
      this.next += this.batch.length;
    } else {
      if (this.cutoverAt === Infinity && this.changed.size <= most) this.cutoverAt = at + cutoverMs;
      this.batch = [...this.changed].slice(0, most);
      for (const key of this.batch) this.changed.delete(key);
    }
    if (this.batch.length === 0) {
      this.time = Math.max(at, this.cutoverAt);
      return;
    }
    const workMs = this.batch.length * rowMs;
    const pacedMs = (this.batch.length / rowsPerSecond) * 1000;
    this.time = Math.max(at + pacedMs, source.workBeside(workMs, at), target.workBeside(workMs, at));
  }

  private switchOver(at: number): void {
    const { from, to } = this.pairs[this.pair];
    this.host.switched(from, to, at);
    this.begin(this.pair + 1, at);
  }
}
