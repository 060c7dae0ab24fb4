import type { PartitionStore } from "./partition-store.ts";

type BatchSpec = { readonly lingerMs: number; readonly batchBytes: number };
type Send = (p: number, at: number, since: number, ref: number, transaction: number) => void;

/** What producers hold back to send together: a batch per partition, which closes by size or when it has lingered. */
export class ProducerBatches {
  private readonly partitions: readonly PartitionStore[];
  private readonly spec: BatchSpec;
  private readonly send: Send;
  /** Batches that wait for linger, in the order they close. */
  private readonly lingering: { p: number; generation: number }[] = [];
  private head = 0;

  constructor(partitions: readonly PartitionStore[], spec: BatchSpec, send: Send) {
    this.partitions = partitions;
    this.spec = spec;
    this.send = send;
  }

  add(p: number, at: number, ref: number, bytes: number, transaction: number): void {
    const partition = this.partitions[p];
    if (partition.batchRefs.length === 0) {
      partition.batchClosesAt = at + this.spec.lingerMs;
      this.lingering.push({ p, generation: partition.batchGeneration });
    }
    partition.batchRefs.push(ref);
    partition.batchTimes.push(at);
    partition.batchTransactions.push(transaction);
    partition.batchBytes += bytes;
    if (partition.batchBytes >= this.spec.batchBytes) this.close(p, at);
  }

  /** Sends what a partition's batch holds. */
  close(p: number, at: number): void {
    const partition = this.partitions[p];
    if (partition.batchRefs.length === 0) return;
    for (let i = 0; i < partition.batchRefs.length; i++)
      this.send(p, at, partition.batchTimes[i], partition.batchRefs[i], partition.batchTransactions[i]);
    partition.clearBatch();
  }

  /** Closes the batches whose linger is over; as linger is constant, they close in the order they opened. */
  flush(until: number): void {
    while (this.head < this.lingering.length) {
      const { p, generation } = this.lingering[this.head];
      const partition = this.partitions[p];
      if (partition.batchGeneration === generation) {
        if (partition.batchClosesAt > until) return;
        this.close(p, partition.batchClosesAt);
      }
      this.head++;
    }
    this.lingering.length = 0;
    this.head = 0;
  }
}
