/** Partition `partition` of a topic. */
export type TopicPartition = { readonly topic: string; readonly partition: number };

/** A consumer of a group and what it says when it joins. */
export type GroupMember = {
  readonly id: string;
  /** Static membership (group.instance.id). */
  readonly instance?: string;
  readonly topics: readonly string[];
  /** What it reads now, as it claims (sticky assignors). */
  readonly owned?: readonly TopicPartition[];
  /** The group generation in which it got `owned`; absent = none. */
  readonly generation?: number;
};

/** Number of partitions of every topic. */
export type TopicSizes = ReadonlyMap<string, number>;

/** Partitions of each member, by member id, in the order the broker would hand them out. */
export type Assignment = Map<string, TopicPartition[]>;

/** "topic-3": the name of a partition inside the assignors. */
export function nameOf(tp: TopicPartition): string {
  return `${tp.topic}-${tp.partition}`;
}

/** What members may keep, after conflicting claims are settled. */
export type Claims = {
  /** Partition names each member validly owns, in the order it claimed them. */
  readonly owned: Map<string, string[]>;
  /** Claimed by two members of one generation: neither keeps it. */
  readonly disputed: ReadonlySet<string>;
  readonly maxGeneration: number;
};
