export type BrokerSpec = {
  readonly brokers: number;
  readonly replicationFactor: number;
  readonly groups: number;
  readonly networkBytesPerSecond: number;
  readonly diskBytesPerSecond: number;
  readonly cpuCores: number;
  readonly cpuMsPerMibWritten: number;
  readonly cpuMsPerMibRead: number;
  readonly detectionMs: number;
};

const MIB = 1024 * 1024;

/**
 * The brokers of a log: who is alive, who leads which partition, and how fast a leader takes bytes. A leader's ceiling
 * is the least of network (itself, RF - 1 followers, every group), disk (RF writes spread over the cluster) and CPU
 * (facts/streaming.md 1.1: t <= min(disk N/RF, nic N/(groups + RF - 1)), 30 ms per MiB written, 40 ms per MiB read).
 */
export class Brokers {
  readonly alive: boolean[];
  readonly freeAt: Float64Array;
  lastServiceMs = 0;
  private readonly slowFactor: Float64Array;
  private readonly spec: BrokerSpec;
  private readonly bytesPerMs: number;

  constructor(spec: BrokerSpec) {
    this.spec = spec;
    this.alive = new Array<boolean>(spec.brokers).fill(true);
    this.freeAt = new Float64Array(spec.brokers);
    this.slowFactor = new Float64Array(spec.brokers).fill(1);
    const rf = spec.replicationFactor;
    const network = spec.networkBytesPerSecond / Math.max(1, spec.groups + rf - 1);
    const disk = spec.diskBytesPerSecond / rf;
    const cpu = (spec.cpuCores * 1000 * MIB) / (spec.cpuMsPerMibWritten * rf + spec.cpuMsPerMibRead * spec.groups);
    this.bytesPerMs = Math.min(network, disk, cpu) / 1000;
  }

  /** Replicas of a partition in order of preference: leaders are spread round-robin. */
  replicas(partition: number): number[] {
    const { brokers, replicationFactor } = this.spec;
    return Array.from({ length: replicationFactor }, (_, i) => (partition + i) % brokers);
  }

  /** Living replicas of a partition. Replicas follow each other round the ring, so partitions with the same first one agree. */
  aliveReplicas(partition: number): number {
    const { brokers, replicationFactor } = this.spec;
    let alive = 0;
    for (let i = 0, broker = partition % brokers; i < replicationFactor; i++, broker = broker + 1 === brokers ? 0 : broker + 1) if (this.alive[broker]) alive++;
    return alive;
  }

  /** The first living replica, or -1. */
  electLeader(partition: number): number {
    return this.replicas(partition).find((b) => this.alive[b]) ?? -1;
  }

  /** Serves one write at the leader; returns when it is on the leader's log. */
  write(broker: number, at: number, bytes: number): number {
    const serviceMs = (bytes / this.bytesPerMs) * this.slowFactor[broker];
    const start = at > this.freeAt[broker] ? at : this.freeAt[broker];
    this.lastServiceMs = serviceMs;
    return (this.freeAt[broker] = start + serviceMs);
  }

  setSlow(broker: number, factor: number): void {
    this.slowFactor[broker] = factor;
  }
}

