import type { Lease, MessageQueue } from "../messages/message-queue.ts";
import { firstEventOf } from "../rows/kinds/file.ts";
import type { RunContext } from "../part/run-context.ts";
import { EVENT, FILE, kindOf, rowOf } from "../rows/rows.ts";
import type { Batch, BatchSource, CallEnd, SourceHost } from "./batches.ts";

export type QueueBatchSpec = {
  readonly batchRecords: number;
  /** A batch that is not full waits so long from its first message on; 0: what one receive brings is a batch. */
  readonly windowMs: number;
  /** Calls side by side at first, how soon there may be one more while messages wait, and the most. */
  readonly pollers: { readonly first: number; readonly oneMoreMs: number; readonly most: number };
};

/**
 * Batches of a queue: receivers of the service take messages and call the function with them. While messages wait there come to be more of them.
 * What a call has done is deleted; the rest comes again after its visibility time-out. A message may be word of an object, which the call reads.
 */
export class QueueBatches implements BatchSource {
  private readonly run: RunContext;
  private readonly queue: MessageQueue;
  private readonly spec: QueueBatchSpec;
  private readonly host: SourceHost;
  private readonly leasesOf = new Map<Batch, readonly Lease[]>();
  private gathering: { readonly leases: Lease[]; readonly sinceMs: number } | null = null;
  private pollers: number;
  /** Messages have waited since then, or there came to be one more. */
  private growsFromMs = 0;

  constructor(run: RunContext, queue: MessageQueue, spec: QueueBatchSpec, host: SourceHost) {
    this.run = run;
    this.queue = queue;
    queue.readsObjects = true;
    this.spec = spec;
    this.host = host;
    this.pollers = spec.pollers.first;
  }

  private get calls(): number {
    return this.leasesOf.size;
  }

  nextMs(now: number): number {
    const { queue, gathering, spec } = this;
    const messageMs = queue.nextMessageMs();
    if (gathering !== null) return Math.max(now, Math.min(messageMs, gathering.sinceMs + spec.windowMs));
    if (this.calls < this.pollers) return Math.max(now, messageMs);
    if (this.pollers >= spec.pollers.most) return Infinity;
    return Math.max(now, Math.max(this.growsFromMs, messageMs) + spec.pollers.oneMoreMs);
  }

  take(at: number): Batch | null {
    const { spec, queue, host } = this;
    if (this.gathering === null && this.calls >= this.pollers) {
      this.pollers++;
      this.growsFromMs = at;
    }
    this.gathering ??= { leases: [], sinceMs: at };
    const { leases, sinceMs } = this.gathering;
    for (const lease of queue.receive(at, spec.batchRecords - leases.length)) {
      leases.push(lease);
      for (const ref of kindOf(lease.ref) === FILE ? this.run.rows.files[rowOf(lease.ref)].refs : [lease.ref]) host.took(ref);
    }
    if (leases.length === 0) this.gathering = null;
    if (leases.length === 0 || (leases.length < spec.batchRecords && at < sinceMs + spec.windowMs)) return null;
    this.gathering = null;
    const travelled = leases.flatMap(({ ref }) => (kindOf(ref) === FILE ? [] : [ref]));
    const files = filesOf(leases);
    const stored = files.flatMap((file) => [...this.run.rows.files[file].refs]);
    const batch = { refs: [...travelled, ...stored], travelled: travelled.length, files, sinceMs };
    this.leasesOf.set(batch, leases);
    return batch;
  }

  ended(batch: Batch, at: number, { done, failed, wrote }: CallEnd): void {
    const leases = this.leasesOf.get(batch) ?? [];
    this.leasesOf.delete(batch);
    if (done > 0) this.queue.delete(leases.slice(0, done), at);
    for (const lease of failed ? leases.slice(done) : []) {
      if (wrote) this.queue.leave(lease);
      else this.queue.abandon(lease);
    }
    if (this.queue.nextMessageMs() <= at) return;
    this.pollers = Math.max(this.spec.pollers.first, this.calls);
    this.growsFromMs = at;
  }

  get idle(): boolean {
    return this.calls === 0 && this.gathering === null;
  }

  heldEvents(): number {
    let held = 0;
    for (const leases of [...this.leasesOf.values(), this.gathering?.leases ?? []])
      for (const { ref } of leases) if (kindOf(ref) === EVENT) held++;
    return held;
  }

  /** Every event it holds has an open copy, but for those of objects. */
  eventsNeededFrom(): number {
    let least = Infinity;
    for (const leases of [...this.leasesOf.values(), this.gathering?.leases ?? []])
      for (const file of filesOf(leases)) least = Math.min(least, firstEventOf(this.run.rows.files[file]));
    return least;
  }

  get waiting(): number {
    return 0;
  }
}

function filesOf(leases: readonly Lease[]): number[] {
  return leases.flatMap(({ ref }) => (kindOf(ref) === FILE ? [rowOf(ref)] : []));
}
