import type { Assignment, GroupMember, TopicPartition, TopicSizes } from "./group-member.ts";
import { assignSticky } from "./sticky-assignor.ts";

export const ASSIGNORS = ["range", "round-robin", "sticky", "cooperative-sticky"] as const;
export type AssignorName = (typeof ASSIGNORS)[number];

/**
 * One rebalance. For cooperative-sticky it is the round that happens now: partitions that must move are in no
 * member's list (they are only revoked), and `followUp` says that a second rebalance must hand them out.
 */
export type Rebalance = {
  readonly assignment: Assignment;
  /** Partitions that change hands, and to whom they go in the end. */
  readonly transferring: ReadonlyMap<TopicPartition, string>;
  readonly followUp: boolean;
};

export function rebalance(assignor: AssignorName, topics: TopicSizes, members: readonly GroupMember[]): Rebalance {
  const none = new Map<TopicPartition, string>();
  switch (assignor) {
    case "range":
      return { assignment: assignRange(topics, members), transferring: none, followUp: false };
    case "round-robin":
      return { assignment: assignRoundRobin(topics, members), transferring: none, followUp: false };
    case "sticky":
      return { ...assignSticky(topics, members), followUp: false };
    case "cooperative-sticky":
      return cooperativeRound(topics, members);
  }
}

/** Static members by instance id first, then the others by member id. */
function inOrder(members: readonly GroupMember[]): GroupMember[] {
  return [...members].sort((a, b) => {
    if (a.instance !== undefined && b.instance !== undefined) return compare(a.instance, b.instance);
    if (a.instance !== undefined) return -1;
    if (b.instance !== undefined) return 1;
    return compare(a.id, b.id);
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function emptyAssignment(members: readonly GroupMember[]): Assignment {
  return new Map(members.map((member) => [member.id, []]));
}

/** Per topic: each member a run of partitions, the first ones one more. */
export function assignRange(topics: TopicSizes, members: readonly GroupMember[]): Assignment {
  const assignment = emptyAssignment(members);
  const ordered = inOrder(members);
  for (const [topic, partitions] of topics) {
    const readers = ordered.filter((member) => member.topics.includes(topic));
    if (readers.length === 0) continue;
    const share = Math.floor(partitions / readers.length);
    const longer = partitions % readers.length;
    let next = 0;
    readers.forEach((member, i) => {
      const size = share + (i < longer ? 1 : 0);
      for (let n = 0; n < size; n++) assignment.get(member.id)!.push({ topic, partition: next++ });
    });
  }
  return assignment;
}

/** All partitions in topic order dealt to the members in turn, skipping those that do not read the topic. */
export function assignRoundRobin(topics: TopicSizes, members: readonly GroupMember[]): Assignment {
  const assignment = emptyAssignment(members);
  const ordered = inOrder(members);
  let turn = 0;
  for (const topic of [...topics.keys()].sort(compare)) {
    if (!ordered.some((member) => member.topics.includes(topic))) continue;
    for (let partition = 0; partition < topics.get(topic)!; partition++) {
      while (!ordered[turn % ordered.length]!.topics.includes(topic)) turn++;
      assignment.get(ordered[turn++ % ordered.length]!.id)!.push({ topic, partition });
    }
  }
  return assignment;
}

/** The sticky assignment without the partitions another member must give up first. */
function cooperativeRound(topics: TopicSizes, members: readonly GroupMember[]): Rebalance {
  const { assignment, transferring } = assignSticky(topics, members);
  for (const [moving, owner] of transferring) {
    const kept = assignment.get(owner)!.filter((tp) => tp.topic !== moving.topic || tp.partition !== moving.partition);
    assignment.set(owner, kept);
  }
  return { assignment, transferring, followUp: transferring.size > 0 };
}
