import { NodeSstables, TablesOfKey } from "./sstables.ts";
import type { SstableSpec } from "./sstables.ts";

/** A user's rows on one of its replicas, the `copy`-th of them. */
export type Replica = { readonly node: number; readonly user: number; readonly copy: number };

export type Backlog = { readonly node: number; readonly waitingBytes: number; readonly tables: number };

/** Merging falls behind when what waits for it takes longer than this at the throttled rate; what a burst leaves is less. */
export const COMPACTION_BEHIND_MS = 60_000;

/** The files of all nodes of a ring, and what reads find of them. */
export class RingFiles {
  private readonly nodes: readonly NodeSstables[];
  private readonly copies: number;
  private readonly behindBytes: number;
  private readonly hinted: boolean[];
  private behind: Backlog | null = null;
  private told = false;
  private reads = 0;
  private tablesRead = 0;

  constructor(spec: SstableSpec & { readonly nodes: number; readonly replicationFactor: number }, users: number) {
    const keys = new TablesOfKey(users * spec.replicationFactor);
    this.nodes = Array.from({ length: spec.nodes }, () => new NodeSstables(spec, keys));
    this.copies = spec.replicationFactor;
    this.behindBytes = (spec.compactionBytesPerSecond * COMPACTION_BEHIND_MS) / 1000;
    this.hinted = Array.from({ length: spec.nodes }, () => true);
  }

  private keyOf({ user, copy }: Replica): number {
    return user * this.copies + copy;
  }

  write(replica: Replica, bytes: number, at: number): void {
    this.nodes[replica.node].write(this.keyOf(replica), bytes, at);
    this.look(replica.node);
  }

  /** A write for a node that is away; it comes as a hint, if hints are kept that long. */
  miss(replica: Replica, bytes: number): void {
    if (this.hinted[replica.node]) this.nodes[replica.node].miss(this.keyOf(replica), bytes);
  }

  /** SSTables a read looks into after the first. */
  read(replica: Replica, at: number): number {
    const tables = this.nodes[replica.node].tablesOf(this.keyOf(replica), at);
    this.look(replica.node);
    this.reads++;
    this.tablesRead += tables;
    return Math.max(0, tables - 1);
  }

  crash(node: number, from: number, until: number, hinted: boolean): void {
    this.hinted[node] = hinted;
    this.nodes[node].crash(from, until);
  }

  private look(node: number): void {
    const { waitingBytes, tables } = this.nodes[node];
    if (this.behind === null && waitingBytes > this.behindBytes) this.behind = { node, waitingBytes, tables };
  }

  /** The node whose merging is the first to fall behind, told once; else null. */
  fellBehind(): Backlog | null {
    if (this.told || this.behind === null) return null;
    this.told = true;
    return this.behind;
  }

  /** The most that ever waited on one node. */
  get peakWaitingBytes(): number {
    return this.nodes.reduce((most, node) => Math.max(most, node.peakWaitingBytes), 0);
  }

  /** Mean over the replicas that were read. */
  get tablesPerRead(): number {
    return this.reads === 0 ? 0 : this.tablesRead / this.reads;
  }
}
