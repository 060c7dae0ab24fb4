import type { BrokerSpec } from "./brokers.ts";
import type { Placement } from "./placement.ts";
import type { PauseLaw } from "./replication-pauses.ts";
import type { Sampler } from "../../base/sampler.ts";

/** What a log is: its partitions and brokers, what its producers do, and how long it keeps rows. */
export type LogSpec = {
  readonly placement: Placement;
  readonly broker: Omit<BrokerSpec, "groups">;
  readonly acks: "0" | "1" | "all";
  readonly minInsyncReplicas: number;
  readonly idempotence: boolean;
  readonly uncleanLeaderElection: boolean;
  readonly replicaLagMaxMs: number;
  readonly compaction: boolean;
  readonly lingerMs: number;
  readonly batchBytes: number;
  readonly deliveryTimeoutMs: number;
  readonly retentionMs: number;
  readonly retentionBytes: number | null;
  readonly segmentBytes: number;
  readonly publish: Sampler;
  /** Rare pauses of a broker, beyond what `publish` says; null has none. */
  readonly pauses: PauseLaw | null;
  /** Consumer groups each leader serves; fewer when followers are read. */
  readonly readGroupsAtLeader: number;
};
