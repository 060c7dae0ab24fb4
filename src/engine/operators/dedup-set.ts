const EMPTY = -1;
const FIRST_CAPACITY = 1 << 12;

/** One generation: ids in an open-addressing table that doubles when half full. */
type Generation = { table: Int32Array; used: number };

/** A copy of a DedupSet's memory. */
export type DedupSnapshot = { readonly current: Generation; readonly previous: Generation; readonly startedAt: number };

/**
 * Ids seen within a time bound, in two generations: an id is remembered for at least `ttlMs` and at most twice as long, and
 * forgetting costs nothing (facts/kernel.md 2.6). Ids are whole numbers from 0 to 2^31 - 1; times need not be ordered.
 */
export class DedupSet {
  private current: Generation = emptyGeneration();
  private previous: Generation = emptyGeneration();
  private startedAt = 0;
  private readonly ttlMs: number;

  constructor(ttlMs: number) {
    this.ttlMs = ttlMs;
  }

  get size(): number {
    return this.current.used + this.previous.used;
  }

  /** Whether the id was seen before; from now on it was. */
  seen(id: number, timeMs: number): boolean {
    if (timeMs - this.startedAt >= this.ttlMs) this.turn(timeMs);
    if (has(this.previous, id)) {
      add(this.current, id);
      return true;
    }
    return !add(this.current, id);
  }

  private turn(timeMs: number): void {
    const skipped = timeMs - this.startedAt >= 2 * this.ttlMs;
    this.previous = skipped ? emptyGeneration() : this.current;
    this.current = emptyGeneration(this.previous.table.length);
    this.startedAt = timeMs;
  }

  snapshot(): DedupSnapshot {
    return { current: copy(this.current), previous: copy(this.previous), startedAt: this.startedAt };
  }

  restore(snapshot: DedupSnapshot): void {
    this.current = copy(snapshot.current);
    this.previous = copy(snapshot.previous);
    this.startedAt = snapshot.startedAt;
  }
}

function emptyGeneration(capacity = FIRST_CAPACITY): Generation {
  return { table: new Int32Array(capacity).fill(EMPTY), used: 0 };
}

function copy(generation: Generation): Generation {
  return { table: generation.table.slice(), used: generation.used };
}

function slotOf(table: Int32Array, id: number): number {
  const mask = table.length - 1;
  // Ids are mostly given in sequence, so the id itself spreads best and keeps neighbours in one cache line.
  let slot = id & mask;
  while (table[slot] !== EMPTY && table[slot] !== id) slot = (slot + 1) & mask;
  return slot;
}

function has(generation: Generation, id: number): boolean {
  return generation.table[slotOf(generation.table, id)] === id;
}

/** Adds an id; false when it was there. */
function add(generation: Generation, id: number): boolean {
  const slot = slotOf(generation.table, id);
  if (generation.table[slot] === id) return false;
  generation.table[slot] = id;
  generation.used++;
  if (generation.used * 2 > generation.table.length) grow(generation);
  return true;
}

function grow(generation: Generation): void {
  const table = new Int32Array(generation.table.length * 2).fill(EMPTY);
  for (const id of generation.table) if (id !== EMPTY) table[slotOf(table, id)] = id;
  generation.table = table;
}
