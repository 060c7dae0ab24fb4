import type { PartitionStore } from "./partition-store.ts";
import { Int32List } from "../kernel/number-lists.ts";

type BatchSpec = { readonly lingerMs: number; readonly batchBytes: number };
/** Sends the batch of a partition. */
type Send = (p: number, at: number) => void;

/** What producers hold back to send together: a batch per partition, which closes by size or when it has lingered. */
export class ProducerBatches {
  private readonly partitions: readonly PartitionStore[];
  private readonly spec: BatchSpec;
  private readonly send: Send;
  /** Partitions and numbers of the batches that wait for linger, in the order they close. */
  private readonly lingering = new Int32List(64);
  private readonly generations = new Int32List(64);
  private head = 0;
  /** No batch closes by lingering before this; Infinity when none waits. */
  private nextFlushMs = Infinity;

  constructor(partitions: readonly PartitionStore[], spec: BatchSpec, send: Send) {
    this.partitions = partitions;
    this.spec = spec;
    this.send = send;
  }

  add(p: number, at: number, ref: number, bytes: number, transaction: number): void {
    const partition = this.partitions[p];
    if (partition.batch.length === 0) {
      partition.batchClosesAt = at + this.spec.lingerMs;
      this.lingering.push(p);
      this.generations.push(partition.batchGeneration);
      if (this.nextFlushMs === Infinity) this.nextFlushMs = partition.batchClosesAt;
    }
    partition.batch.push(ref, bytes, at, transaction);
    partition.batchBytes += bytes;
    if (partition.batchBytes >= this.spec.batchBytes) this.close(p, at);
  }

  /** Sends what a partition's batch holds. */
  close(p: number, at: number): void {
    const partition = this.partitions[p];
    if (partition.batch.length === 0) return;
    this.send(p, at);
    partition.clearBatch();
  }

  /** When the next batch may close because it has lingered; Infinity when none waits. */
  get nextCloseMs(): number {
    if (this.head >= this.lingering.length) return Infinity;
    const partition = this.partitions[this.lingering.data[this.head]];
    return partition.batchGeneration === this.generations.data[this.head] ? partition.batchClosesAt : -Infinity;
  }

  /** Closes the batches whose linger is over; as linger is constant, they close in the order they opened. */
  flush(until: number): void {
    if (until >= this.nextFlushMs) this.closeLingering(until);
  }

  private closeLingering(until: number): void {
    while (this.head < this.lingering.length) {
      const p = this.lingering.data[this.head];
      const partition = this.partitions[p];
      if (partition.batchGeneration === this.generations.data[this.head]) {
        if (partition.batchClosesAt > until) {
          this.nextFlushMs = partition.batchClosesAt;
          return;
        }
        this.close(p, partition.batchClosesAt);
      }
      this.head++;
    }
    this.lingering.length = this.generations.length = this.head = 0;
    this.nextFlushMs = Infinity;
  }
}
