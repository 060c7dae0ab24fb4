import { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import type { RunContext } from "../part/run-context.ts";
import type { Shard, ShardContract } from "./shard.ts";
import { Float64List } from "../kernel/number-lists.ts";
import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";

export type ReadSpec = {
  /** poll: readers ask, and share what a shard gives. push: each reader has a pipe of its own. */
  readonly reads: "poll" | "push";
  /** Pause between an answer and the next call. */
  readonly pollMs: number;
  /** A refused call is tried again after a random pause, at most this and doubling up to `pollMs`. */
  readonly retryBaseMs: number;
  readonly callLatency: Sampler;
  readonly contract: ShardContract;
};

/** What a view reads from. */
export type ShardHost = {
  readonly id: string;
  readonly shards: readonly Shard[];
  readonly maxShards: number;
  /** Everything before this time has been simulated. */
  readonly now: number;
  sizeOf(ref: number): number;
  joined(group: ConsumerGroup): void;
};

/**
 * The shards as one reader sees them: a row can be taken when a call of this reader has brought it, or when it was pushed to
 * it. A shard that came of others is read once they have been read to their end, so a key keeps its order.
 */
export class ShardView implements OpenFeed {
  readonly replayable = true;
  private readonly host: ShardHost;
  private readonly run: RunContext;
  private readonly spec: ReadSpec;
  private readonly reader: string;
  /** By shard: when each row was handed over, Infinity while it was not. */
  private readonly handedAt: Float64List[] = [];
  private readonly randoms: RandomStream[] = [];
  /** Next offset to hand over. */
  private readonly next: number[] = [];
  private readonly nextCallAt: number[] = [];
  /** The pipe to the reader is busy until then. */
  private readonly freeAt: number[] = [];
  /** When the reader learned that a closed shard has nothing more; Infinity before. */
  private readonly drainedAt: number[] = [];
  private readonly begun: boolean[] = [];
  /** Calls refused in a row. */
  private readonly refusals: number[] = [];
  private readonly none = new Float64Array(0);
  private readonly noRefs = new Int32Array(0);

  constructor(host: ShardHost, run: RunContext, reader: string, spec: ReadSpec) {
    this.host = host;
    this.run = run;
    this.reader = reader;
    this.spec = spec;
  }

  // ---- Feed --------------------------------------------------------------------------------------------------
  partitionCount(): number {
    return this.host.shards.length;
  }
  /** A reader may be sent back to any row that the shards keep. */
  base(): number {
    return 0;
  }
  times(p: number): Float64Array {
    return this.handedAt[p]?.data ?? this.none;
  }
  enteredAt(p: number): Float64Array {
    return this.host.shards[p].enteredAt.data;
  }
  refs(p: number): Int32Array {
    return this.host.shards[p]?.refs.data ?? this.noRefs;
  }
  end(p: number): number {
    return this.host.shards[p]?.refs.length ?? 0;
  }
  start(p: number): number {
    return this.host.shards[p]?.start ?? 0;
  }
  readableFrom(): number {
    return -Infinity;
  }
  gaps(): null {
    return null;
  }
  ended(p: number): boolean {
    return this.host.shards[p]?.open === false;
  }
  join(group: string): ConsumerGroup {
    const joined = new ConsumerGroup(group, this, this.run.ledger, this.host.id);
    joined.grow(this.host.maxShards);
    this.host.joined(joined);
    return joined;
  }

  /** What had been handed over from this offset on is forgotten, and comes again at the pace of the shard. */
  rewound(p: number, offset: number): void {
    if (p >= this.handedAt.length || offset > this.next[p]) return;
    this.handedAt[p].data.fill(Infinity, offset, this.next[p]);
    this.next[p] = offset;
    this.freeAt[p] = this.host.now;
    if (this.drainedAt[p] < Infinity && offset < this.end(p)) {
      this.drainedAt[p] = Infinity;
      this.nextCallAt[p] = this.host.now;
      this.holdBack(p);
    }
  }

  /** Retention has moved the start: what was not handed over never will be. */
  trimmed(p: number, start: number): void {
    if (this.next[p] < start) this.next[p] = start;
  }

  /** Children wait again until their parent has been read to its end. */
  private holdBack(parent: number): void {
    this.host.shards.forEach((shard, p) => {
      if (!shard.parents.includes(parent) || p >= this.begun.length) return;
      this.begun[p] = false;
      this.nextCallAt[p] = Infinity;
      this.drainedAt[p] = Infinity;
      this.holdBack(p);
    });
  }

  // ---- Reading -----------------------------------------------------------------------------------------------
  /** A shard was opened. */
  opened(): void {
    const p = this.handedAt.length;
    this.handedAt.push(new Float64List(256));
    this.randoms.push(this.run.randomStream(this.host.id, `read ${this.reader} ${p}`));
    this.next.push(0);
    this.nextCallAt.push(Infinity);
    this.freeAt.push(0);
    this.drainedAt.push(Infinity);
    this.begun.push(false);
    this.refusals.push(0);
  }

  appended(p: number): void {
    this.handedAt[p].push(Infinity);
  }

  /** Begins with shards whose parents are done. */
  begin(p: number): void {
    if (this.begun[p]) return;
    const { parents, openedAt } = this.host.shards[p];
    const from = parents.reduce((latest, parent) => Math.max(latest, this.drainedAt[parent]), openedAt);
    if (from === Infinity) return;
    this.begun[p] = true;
    this.freeAt[p] = Math.max(from, this.freeAt[p]);
    this.nextCallAt[p] = parents.length > 0 ? from : this.randoms[p].nextUniform32() * this.spec.pollMs;
  }

  /** Every row there is has been handed over, and its reader knows of each closed shard that nothing more will come. */
  get hasAll(): boolean {
    for (let p = 0; p < this.next.length; p++) {
      const { open, refs } = this.host.shards[p];
      if (!this.begun[p] || this.next[p] < refs.length || (!open && this.drainedAt[p] === Infinity)) return false;
    }
    return true;
  }

  /** Time of the next call to a shard. */
  callAt(p: number): number {
    return this.nextCallAt[p];
  }

  /** Calls for records; `refused` says that someone else uses up what the shard gives. */
  call(p: number, refused: boolean): void {
    const shard = this.host.shards[p];
    const at = this.nextCallAt[p];
    const answeredAt = at + this.spec.callLatency.sample(this.randoms[p]);
    this.nextCallAt[p] = answeredAt + this.spec.pollMs;
    if (refused || !shard.answers(at)) {
      const limit = Math.min(this.spec.pollMs, this.spec.retryBaseMs * 2 ** Math.min(this.refusals[p]++, 20));
      this.nextCallAt[p] = answeredAt + limit * this.randoms[p].nextUniform32();
      return;
    }
    this.refusals[p] = 0;
    const { callBytes, callRecords } = this.spec.contract;
    const readable = shard.readableAt.data;
    const { data: refs, length } = shard.refs;
    const handed = this.handedAt[p].data;
    let bytes = 0;
    let records = 0;
    let offset = this.next[p];
    for (; offset < length && readable[offset] <= at && bytes < callBytes && records < callRecords; offset++) {
      bytes += this.host.sizeOf(refs[offset]);
      records += shard.opens.data[offset];
      handed[offset] = answeredAt;
    }
    this.next[p] = offset;
    shard.gave(bytes, records);
    if (at >= shard.closedAt && offset === length) {
      this.drainedAt[p] = answeredAt;
      this.nextCallAt[p] = Infinity;
    }
  }

  /** Pushes everything the shard has through the reader's own pipe. */
  push(p: number): void {
    if (!this.begun[p] || this.drainedAt[p] < Infinity) return;
    const shard = this.host.shards[p];
    const readable = shard.readableAt.data;
    const { data: refs, length } = shard.refs;
    const handed = this.handedAt[p].data;
    const msPerByte = 1000 / this.spec.contract.pushBytesPerSecond;
    let free = this.freeAt[p];
    for (let offset = this.next[p]; offset < length; offset++) {
      free = Math.max(readable[offset], free) + this.host.sizeOf(refs[offset]) * msPerByte;
      handed[offset] = free;
    }
    this.next[p] = length;
    this.freeAt[p] = free;
    if (!shard.open) this.drainedAt[p] = Math.max(free, shard.closedAt);
  }
}
