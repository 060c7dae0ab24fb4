export type BrokerSpec = {
  readonly brokers: number;
  readonly replicationFactor: number;
  readonly groups: number;
  readonly networkBytesPerSecond: number;
  readonly diskBytesPerSecond: number;
  readonly cpuCores: number;
  /** Where only the clients' share of a broker is known: what producers write to it and all groups read from it. */
  readonly clients?: { readonly inBytesPerSecond: number; readonly outBytesPerSecond: number };
  readonly cpuMsPerMibWritten: number;
  readonly cpuMsPerMibRead: number;
  readonly detectionMs: number;
};

const MIB = 1024 * 1024;

/**
 * The brokers of a log: who is alive, who leads which partition, and how fast a leader takes bytes. A leader's ceiling
 * is the least of network (out: RF - 1 followers and every group; in: RF copies), disk (RF writes spread over the cluster)
 * and CPU (facts/streaming.md 1.1: t <= min(disk N/RF, nic N/(groups + RF - 1)), 30 ms per MiB written, 40 ms per MiB read).
 */
export class Brokers {
  readonly alive: boolean[];
  readonly freeAt: Float64Array;
  lastServiceMs = 0;
  /** No broker has been away yet: every copy is complete. */
  private allWell = true;
  private readonly slowFactor: Float64Array;
  private slowFollowersUntil = -Infinity;
  /** Per broker: partitions whose copy is incomplete, and where it ends. */
  private readonly behind: Map<number, number>[];
  private readonly spec: BrokerSpec;
  private readonly bytesPerMs: number;

  constructor(spec: BrokerSpec) {
    this.spec = spec;
    this.alive = new Array<boolean>(spec.brokers).fill(true);
    this.behind = this.alive.map(() => new Map<number, number>());
    this.freeAt = new Float64Array(spec.brokers);
    this.slowFactor = new Float64Array(spec.brokers).fill(1);
    const rf = spec.replicationFactor;
    // A link has two directions: groups and followers are sent to, producers and leaders are received from.
    const network = spec.networkBytesPerSecond / Math.max(rf, spec.groups + rf - 1);
    const disk = spec.diskBytesPerSecond / rf;
    const cpu = (spec.cpuCores * 1000 * MIB) / (spec.cpuMsPerMibWritten * rf + spec.cpuMsPerMibRead * spec.groups);
    const clients =
      spec.clients === undefined
        ? Infinity
        : Math.min(spec.clients.inBytesPerSecond, spec.clients.outBytesPerSecond / Math.max(1, spec.groups));
    this.bytesPerMs = Math.min(network, disk, cpu, clients) / 1000;
  }

  /** Replicas of a partition in order of preference: leaders are spread round-robin. */
  replicas(partition: number): number[] {
    const { brokers, replicationFactor } = this.spec;
    return Array.from({ length: replicationFactor }, (_, i) => (partition + i) % brokers);
  }

  /** How many replicas live and hold everything that was confirmed. */
  inSyncReplicas(partition: number): number {
    const { brokers, replicationFactor } = this.spec;
    if (this.allWell) return replicationFactor;
    let inSync = 0;
    for (let i = 0, broker = partition % brokers; i < replicationFactor; i++, broker = broker + 1 === brokers ? 0 : broker + 1) {
      if (this.alive[broker] && !this.behind[broker].has(partition)) inSync++;
    }
    return inSync;
  }

  /** The first living replica in sync, or -1; `unclean` lets one that lags lead when there is no other. */
  electLeader(partition: number, unclean = false): number {
    const living = this.replicas(partition).filter((b) => this.alive[b]);
    return living.find((b) => !this.behind[b].has(partition)) ?? (unclean ? (living[0] ?? -1) : -1);
  }

  /** A broker goes: from now on it misses what is written to its partitions. */
  lose(broker: number, endOf: (partition: number) => number, partitions: number): void {
    this.alive[broker] = false;
    this.allWell = false;
    for (let p = 0; p < partitions; p++) if (this.replicas(p).includes(broker)) this.behind[broker].set(p, endOf(p));
  }

  /** Where the copy of a broker ends that was away; undefined when it is complete. */
  copyEnd(broker: number, partition: number): number | undefined {
    return this.behind[broker].get(partition);
  }

  /** Where the shortest copy of a partition ends, Infinity where all are complete: an unclean election may cut it there. */
  leastCopyEnd(partition: number): number {
    let least = Infinity;
    for (const ends of this.behind) least = Math.min(least, ends.get(partition) ?? Infinity);
    return least;
  }

  /** Copies of the living catch up with the partition's leader, or are complete as nothing was written meanwhile. */
  catchUp(partition: number, leader: number, end: number): void {
    for (const b of this.replicas(partition)) {
      if (this.alive[b] && (leader >= 0 || this.behind[b].get(partition) === end)) this.behind[b].delete(partition);
    }
  }

  /** How much longer replication takes while a follower that still counts as in sync is slow. */
  followerFactor(partition: number, at: number): number {
    if (at >= this.slowFollowersUntil) return 1;
    const { brokers, replicationFactor } = this.spec;
    let factor = 1;
    for (let i = 1; i < replicationFactor; i++) factor = Math.max(factor, this.slowFactor[(partition + i) % brokers]);
    return factor;
  }

  /** Serves one write at the leader; returns when it is on the leader's log. */
  write(broker: number, at: number, bytes: number): number {
    const serviceMs = (bytes / this.bytesPerMs) * this.slowFactor[broker];
    const start = at > this.freeAt[broker] ? at : this.freeAt[broker];
    this.lastServiceMs = serviceMs;
    return (this.freeAt[broker] = start + serviceMs);
  }

  /** A slow follower holds replication up until it has lagged so long that it is no longer in sync. */
  setSlow(broker: number, factor: number, inSyncUntil: number): void {
    this.slowFactor[broker] = factor;
    this.slowFollowersUntil = inSyncUntil;
  }
}
