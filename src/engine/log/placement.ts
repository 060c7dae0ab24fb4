import { EVENT, kindOf, rowOf, userOfRow } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { userText } from "../rows/trace-names.ts";
import type { RandomStream } from "../../base/rng.ts";

export type PlacementSpec = {
  /** Topic of each event type code; one topic named by `topicNames[0]` when all are 0. */
  readonly topicOfType: readonly number[];
  readonly topicNames: readonly string[];
  readonly partitionsPerTopic: number;
  readonly key: "user_id" | "event_type" | "none";
  readonly batchBytes: number;
  readonly repartitionAtMs: number | null;
  readonly repartitionTo: number;
  /** Hash of a key's text, 32 bit (Kafka: murmur2). */
  readonly hash: (text: string) => number;
  /** The same for a whole number as decimal text. */
  readonly hashOfNumber: (key: number) => number;
};

/**
 * Which partition a record goes to: (hash(key) & 0x7fffffff) mod partitions, as Kafka does; without a key, one
 * partition until a batch is full (sticky). Raising the number of partitions moves almost every key.
 */
export class Placement {
  readonly maxPartitions: number;
  readonly changes: readonly number[];
  private perTopic: number;
  private readonly spec: PlacementSpec;
  private readonly run: RunContext;
  private readonly random: RandomStream;
  private readonly typeHash: number[];
  /** Hash by user of a file; -1 where it was not asked for yet. */
  private readonly ofUser: Int32Array | null;
  private sticky = 0;
  private stickyBytes = 0;

  constructor(id: string, run: RunContext, spec: PlacementSpec) {
    this.spec = spec;
    this.run = run;
    this.random = run.randomStream(id, "sticky");
    this.perTopic = spec.partitionsPerTopic;
    this.maxPartitions = spec.topicNames.length * Math.max(spec.partitionsPerTopic, spec.repartitionAtMs === null ? 0 : spec.repartitionTo);
    this.changes = spec.repartitionAtMs === null ? [] : [spec.repartitionAtMs];
    this.ofUser = run.trace === null ? null : new Int32Array(run.trace.users.size).fill(-1);
    this.typeHash = run.dimensions.types.map((name) => spec.hash(name) & 0x7fffffff);
  }

  active(): number {
    return this.spec.topicNames.length * this.perTopic;
  }

  change(_at: number): void {
    this.perTopic = Math.max(this.perTopic, this.spec.repartitionTo);
  }

  /** Partitions are numbered topic by topic within each round, so that adding some never renumbers others. */
  private number(topic: number, partition: number): number {
    return partition * this.spec.topicNames.length + topic;
  }

  name(p: number): string {
    const topics = this.spec.topicNames.length;
    return `${this.spec.topicNames[p % topics]}-${Math.floor(p / topics)}`;
  }

  place(ref: number, bytes: number): number {
    const { spec, perTopic } = this;
    if (kindOf(ref) !== EVENT) return this.number(0, this.placeDerived(ref));
    const type = this.run.rows.events.type.at(ref);
    const topic = spec.topicOfType[type];
    const user = this.run.rows.events.user.at(ref);
    if (spec.key === "user_id" && user >= 0) return this.number(topic, this.hashOfUser(user) % perTopic);
    if (spec.key === "event_type") return this.number(topic, this.typeHash[type] % perTopic);
    return this.number(topic, this.nextSticky(bytes));
  }

  private placeDerived(ref: number): number {
    const user = userOfRow(this.run.rows, ref);
    if (user >= 0 && this.spec.key === "user_id") return this.hashOfUser(user) % this.perTopic;
    const key = this.run.rows.kinds[kindOf(ref)].keyOf(this.run.rows, rowOf(ref));
    if (key >= 0) return this.hashOfUser(key) % this.perTopic;
    return this.nextSticky(256);
  }

  private nextSticky(bytes: number): number {
    this.stickyBytes += bytes;
    if (this.stickyBytes >= this.spec.batchBytes) {
      this.stickyBytes = 0;
      this.sticky = this.random.nextBelow(this.perTopic);
    }
    return this.sticky;
  }

  /** Hashing the digits again costs less than looking a remembered hash up in memory; the ids of a file are hashed once. */
  private hashOfUser(user: number): number {
    if (this.ofUser !== null && user < this.ofUser.length) {
      const known = this.ofUser[user];
      return known >= 0 ? known : (this.ofUser[user] = this.spec.hash(userText(this.run.trace?.users ?? null, user)) & 0x7fffffff);
    }
    return this.spec.hashOfNumber(user) & 0x7fffffff;
  }
}
