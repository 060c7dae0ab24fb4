import { nameOf } from "./group-member.ts";
import type { Assignment, Claims, GroupMember, TopicPartition, TopicSizes } from "./group-member.ts";
import { balanceUnequal } from "./sticky-unequal.ts";

const NO_GENERATION = -1;

export type StickyResult = { readonly assignment: Assignment; readonly transferring: ReadonlyMap<TopicPartition, string> };

/**
 * Kafka's sticky assignment: everybody keeps what they validly own up to their share, the rest goes to the least loaded.
 * `transferring` holds the partitions that another member has to give up first.
 */
export function assignSticky(topics: TopicSizes, members: readonly GroupMember[]): StickyResult {
  const claims = settleClaims(topics, members);
  const names = partitionNames(topics);
  const build = (ids: ReadonlyMap<string, readonly string[]>, moving: ReadonlyMap<string, string>): StickyResult => ({
    assignment: new Map(members.map((member) => [member.id, (ids.get(member.id) ?? []).map((name) => names.get(name)!)])),
    transferring: new Map([...moving].map(([name, owner]) => [names.get(name)!, owner])),
  });
  if (members.length === 0) return { assignment: new Map(), transferring: new Map() };
  if (haveEqualTopics(members)) {
    const { assignment, moving } = shareEqually(topics, members, claims);
    return build(assignment, moving);
  }
  const assignment = balanceUnequal(topics, members, claims);
  return build(assignment, movedPartitions(members, assignment));
}

function partitionNames(topics: TopicSizes): Map<string, TopicPartition> {
  const names = new Map<string, TopicPartition>();
  for (const [topic, partitions] of topics) {
    for (let partition = 0; partition < partitions; partition++) names.set(`${topic}-${partition}`, { topic, partition });
  }
  return names;
}

function haveEqualTopics(members: readonly GroupMember[]): boolean {
  const first = new Set(members[0]!.topics);
  return members.every((member) => {
    const topics = new Set(member.topics);
    return topics.size === first.size && [...topics].every((topic) => first.has(topic));
  });
}

/** A partition claimed twice stays with the higher generation; equal generations both lose it. */
function settleClaims(topics: TopicSizes, members: readonly GroupMember[]): Claims {
  const owned = new Map<string, string[]>();
  const ownerOf = new Map<string, GroupMember>();
  const disputed = new Set<string>();
  let maxGeneration = NO_GENERATION;
  const drop = (member: GroupMember, name: string): void => {
    const list = owned.get(member.id)!;
    const at = list.indexOf(name);
    if (at >= 0) list.splice(at, 1);
  };
  for (const member of members) {
    const generation = member.generation ?? NO_GENERATION;
    if (generation > maxGeneration) maxGeneration = generation;
    const mine: string[] = [];
    owned.set(member.id, mine);
    for (const tp of member.owned ?? []) {
      if (!topics.has(tp.topic)) continue;
      const name = nameOf(tp);
      const other = ownerOf.get(name);
      const otherGeneration = other?.generation ?? NO_GENERATION;
      if (other && generation < otherGeneration) continue;
      if (other) drop(other, name);
      if (other && generation === otherGeneration) disputed.add(name);
      else mine.push(name);
      ownerOf.set(name, member);
    }
  }
  return { owned, disputed, maxGeneration };
}

/** Members that all read the same topics: floor or ceil of the average each. */
function shareEqually(
  topics: TopicSizes,
  members: readonly GroupMember[],
  claims: Claims,
): { readonly assignment: ReadonlyMap<string, readonly string[]>; readonly moving: ReadonlyMap<string, string> } {
  const subscribed = [...topics.keys()].filter((topic) => members[0]!.topics.includes(topic)).sort();
  const all = subscribed.flatMap((topic) => Array.from({ length: topics.get(topic)! }, (_, partition) => ({ topic, partition })));
  const byName = new Map(all.map((tp) => [nameOf(tp), tp]));
  const least = Math.floor(all.length / members.length);
  const most = Math.ceil(all.length / members.length);
  const seatsOfMost = all.length % members.length;

  const assignment = new Map<string, string[]>();
  const revoked = new Set<string>();
  const taken = new Set<string>();
  const below: string[] = [];
  let atLeast: string[] = [];
  let filled = 0;
  for (const [id, names] of claims.owned) {
    const owned = names
      .filter((name) => byName.has(name))
      .sort((a, b) => byName.get(a)!.partition - byName.get(b)!.partition || (byName.get(a)!.topic < byName.get(b)!.topic ? -1 : 1));
    let keeps = owned.length;
    if (owned.length < least) below.push(id);
    else if (owned.length >= most && filled < seatsOfMost) {
      keeps = most;
      if (++filled === seatsOfMost) atLeast = [];
    } else {
      keeps = least;
      if (filled < seatsOfMost) atLeast.push(id);
    }
    assignment.set(id, owned.slice(0, keeps));
    for (const name of owned.slice(0, keeps)) taken.add(name);
    for (const name of owned.slice(keeps)) revoked.add(name);
  }

  below.sort();
  atLeast.sort();
  const moving = new Map<string, string>();
  let turn = 0;
  for (const name of byName.keys()) {
    if (taken.has(name)) continue;
    // In turn to those below the floor; then one more each until the seats of the longer lists are gone.
    const fromBelow = below.length > 0;
    if (fromBelow && turn >= below.length) turn = 0;
    const id = fromBelow ? below[turn]! : atLeast.shift()!;
    const list = assignment.get(id)!;
    list.push(name);
    if (revoked.has(name) || claims.disputed.has(name)) moving.set(name, id);
    if (fromBelow && list.length >= least) {
      below.splice(turn, 1);
      atLeast.push(id);
    } else if (fromBelow) turn++;
  }
  return { assignment, moving };
}

/** Partitions one member gets and another one has to give up. */
function movedPartitions(members: readonly GroupMember[], assignment: ReadonlyMap<string, readonly string[]>): Map<string, string> {
  const added = new Map<string, string>();
  const lost = new Set<string>();
  for (const member of members) {
    const owned = new Set((member.owned ?? []).map(nameOf));
    const now = assignment.get(member.id) ?? [];
    for (const name of now) if (!owned.has(name)) added.set(name, member.id);
    for (const name of owned) if (!now.includes(name)) lost.add(name);
  }
  return new Map([...added].filter(([name]) => lost.has(name)));
}
