import type { Put } from "../rows/put-queue.ts";

export type PackSpec = {
  /** Records packed into one; 1 packs nothing. */
  readonly records: number;
  /** A pack leaves this long after its first record at the latest. */
  readonly bufferedMs: number;
  readonly maxBytes: number;
};

type Pack = { readonly shard: number; readonly since: number; readonly refs: number[]; bytes: number; gone: boolean };

/** What a producer packs: small records for one shard travel and are stored as one. */
export class ShardPacks {
  readonly on: boolean;
  private readonly spec: PackSpec;
  private readonly open = new Map<number, Pack>();
  /** In the order they were opened, which is the order they fall due; some have left by size. */
  private readonly opened: Pack[] = [];
  private head = 0;

  constructor(spec: PackSpec) {
    this.spec = spec;
    this.on = spec.records > 1;
  }

  get size(): number {
    return this.open.size;
  }

  /** When the oldest pack falls due, Infinity when there is none. */
  get nextAt(): number {
    while (this.head < this.opened.length && this.opened[this.head].gone) this.head++;
    if (this.head < this.opened.length) return this.opened[this.head].since + this.spec.bufferedMs;
    this.opened.length = 0;
    this.head = 0;
    return Infinity;
  }

  /** Adds a row; returns the pack that is full with it, or with what was there before it. */
  add(shard: number, at: number, ref: number, bytes: number): Put | null {
    const current = this.open.get(shard);
    const overfull = current !== undefined && current.bytes + bytes > this.spec.maxBytes;
    const left = overfull ? this.close(current) : null;
    let pack = this.open.get(shard);
    if (pack === undefined) {
      pack = { shard, since: at, refs: [], bytes: 0, gone: false };
      this.open.set(shard, pack);
      this.opened.push(pack);
    }
    pack.refs.push(ref);
    pack.bytes += bytes;
    if (left !== null) return left;
    return pack.refs.length >= this.spec.records ? this.close(pack) : null;
  }

  takeDue(): Put {
    return this.close(this.opened[this.head]);
  }

  private close(pack: Pack): Put {
    pack.gone = true;
    this.open.delete(pack.shard);
    return { refs: pack.refs, bytes: pack.bytes, since: pack.since, shard: pack.shard, attempts: 0 };
  }

  /** Every row that waits. */
  *refs(): Generator<number> {
    for (const pack of this.open.values()) yield* pack.refs;
  }
}
