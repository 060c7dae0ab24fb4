import { nameOf } from "./group-member.ts";
import type { Claims, GroupMember, TopicSizes } from "./group-member.ts";

type Previous = { readonly id: string; readonly generation: number };

/**
 * The sticky assignment of members that read different topics, by Kafka's steps: keep valid claims, give free partitions
 * to the least loaded reader (topics with the fewest readers first), then move partitions while that evens out the load.
 */
export function balanceUnequal(topics: TopicSizes, members: readonly GroupMember[], claims: Claims): Map<string, string[]> {
  return new UnequalBalance(topics, members, claims).run();
}

class UnequalBalance {
  private readonly topics: TopicSizes;
  private readonly topicOf = new Map<string, string>();
  private readonly readers = new Map<string, string[]>();
  private readonly reads = new Map<string, Set<string>>();
  private readonly previous = new Map<string, Previous>();
  private readonly movements = new Movements();
  private lists = new Map<string, string[]>();
  private owner = new Map<string, string>();
  /** Members whose load may still change. */
  private active: string[];
  private readonly unassigned: string[] = [];
  private readonly partitions: string[] = [];
  private revocation = false;
  private readonly fresh: boolean;

  constructor(topics: TopicSizes, members: readonly GroupMember[], claims: Claims) {
    this.topics = topics;
    for (const topic of topics.keys()) this.readers.set(topic, []);
    for (const member of members) {
      const known = member.topics.filter((topic) => topics.has(topic));
      this.reads.set(member.id, new Set(known));
      for (const topic of known) this.readers.get(topic)!.push(member.id);
    }
    this.active = members.map((member) => member.id);
    this.listPartitions();
    this.takeClaims(members, claims);
    this.fresh = [...this.lists.values()].every((list) => list.length === 0);
    for (const name of this.partitions) if (!this.owner.has(name)) this.unassigned.push(name);
  }

  run(): Map<string, string[]> {
    for (const name of this.unassigned) {
      const id = this.leastLoaded(name);
      if (id !== null) this.give(name, id);
    }
    const movable = (name: string): boolean => this.readers.get(this.topicOf.get(name)!)!.length > 1;
    const fixed = new Map<string, string[]>();
    for (const id of this.active.slice()) {
      if (this.lists.get(id)!.length < this.mostOf(id) || this.lists.get(id)!.some(movable)) continue;
      this.active.splice(this.active.indexOf(id), 1);
      fixed.set(id, this.lists.get(id)!);
      this.lists.delete(id);
    }
    const before = new Map([...this.lists].map(([id, list]) => [id, [...list]]));
    if (!this.revocation) this.even(this.unassigned.filter(movable));
    const moved = this.even(this.partitions.filter(movable));
    if (!this.fresh && moved && spread(this.lists) >= spread(before)) this.lists = before;
    for (const [id, list] of fixed) this.lists.set(id, list);
    return this.lists;
  }

  /** Topics with the fewest readers first, then by name. */
  private listPartitions(): void {
    const order = [...this.topics.keys()].sort((a, b) => {
      const difference = this.readers.get(a)!.length - this.readers.get(b)!.length;
      return difference !== 0 ? difference : a < b ? -1 : 1;
    });
    for (const topic of order) {
      for (let partition = 0; partition < this.topics.get(topic)!; partition++) {
        const name = `${topic}-${partition}`;
        this.topicOf.set(name, topic);
        this.partitions.push(name);
      }
    }
  }

  private takeClaims(members: readonly GroupMember[], claims: Claims): void {
    for (const member of members) {
      const list: string[] = [];
      this.lists.set(member.id, list);
      for (const name of claims.owned.get(member.id) ?? []) {
        const topic = this.topicOf.get(name);
        if (topic === undefined) continue;
        if (!this.reads.get(member.id)!.has(topic)) {
          this.revocation = true;
          continue;
        }
        list.push(name);
        this.owner.set(name, member.id);
      }
      const generation = member.generation ?? -1;
      if (generation >= claims.maxGeneration) continue;
      for (const tp of member.owned ?? []) {
        const known = this.previous.get(nameOf(tp));
        if (!known || generation > known.generation) this.previous.set(nameOf(tp), { id: member.id, generation });
      }
    }
  }

  private mostOf(id: string): number {
    let most = 0;
    for (const topic of this.reads.get(id)!) most += this.topics.get(topic)!;
    return most;
  }

  private sizeOf(id: string): number {
    return this.lists.get(id)?.length ?? 0;
  }

  private byLoad(): string[] {
    return [...this.active].sort((a, b) => this.sizeOf(a) - this.sizeOf(b) || (a < b ? -1 : 1));
  }

  private leastLoaded(name: string): string | null {
    const topic = this.topicOf.get(name)!;
    return this.byLoad().find((id) => this.reads.get(id)!.has(topic)) ?? null;
  }

  private give(name: string, id: string): void {
    this.lists.get(id)!.push(name);
    this.owner.set(name, id);
  }

  /** Moves partitions from the more to the less loaded until nothing improves; true when something moved. */
  private even(names: readonly string[]): boolean {
    let performed = false;
    let modified = true;
    while (modified) {
      modified = false;
      for (const name of names) {
        if (this.isBalanced()) break;
        const target = this.betterOwner(name);
        if (target === null) continue;
        this.reassign(name, target);
        performed = true;
        modified = true;
      }
    }
    return performed;
  }

  private betterOwner(name: string): string | null {
    const size = this.sizeOf(this.owner.get(name)!);
    const before = this.previous.get(name);
    if (before && this.lists.has(before.id) && size > this.sizeOf(before.id) + 1) return before.id;
    const others = this.readers.get(this.topicOf.get(name)!)!;
    return others.some((id) => this.lists.has(id) && size > this.sizeOf(id) + 1) ? this.leastLoaded(name) : null;
  }

  private reassign(name: string, target: string): void {
    const moved = this.movements.actual(name, this.topicOf.get(name)!, this.owner.get(name)!, target);
    const from = this.owner.get(moved)!;
    const list = this.lists.get(from)!;
    list.splice(list.indexOf(moved), 1);
    this.movements.record(moved, this.topicOf.get(moved)!, from, target);
    this.give(moved, target);
  }

  private isBalanced(): boolean {
    const order = this.byLoad();
    if (order.length === 0 || this.sizeOf(order[0]!) >= this.sizeOf(order[order.length - 1]!) - 1) return true;
    for (const id of order) {
      const size = this.sizeOf(id);
      if (size === this.mostOf(id)) continue;
      for (const topic of this.reads.get(id)!) {
        for (let partition = 0; partition < this.topics.get(topic)!; partition++) {
          const other = this.owner.get(`${topic}-${partition}`);
          if (other !== undefined && other !== id && size < this.sizeOf(other)) return false;
        }
      }
    }
    return true;
  }
}

/** Sum of the differences of load between all pairs; 0 is perfectly even. */
function spread(lists: ReadonlyMap<string, readonly string[]>): number {
  const sizes = [...lists.values()].map((list) => list.length);
  let sum = 0;
  for (let i = 0; i < sizes.length; i++) for (let j = i + 1; j < sizes.length; j++) sum += Math.abs(sizes[i]! - sizes[j]!);
  return sum;
}

type Move = { readonly topic: string; readonly from: string; readonly to: string };

/** Remembers moves, so that instead of a second partition in the opposite direction the first one goes back. */
class Movements {
  private readonly moves = new Map<string, Move>();

  actual(name: string, topic: string, from: string, to: string): string {
    const origin = this.moves.get(name)?.from ?? from;
    for (const [other, move] of this.moves) {
      if (move.topic === topic && move.from === to && move.to === origin) return other;
    }
    return name;
  }

  record(name: string, topic: string, from: string, to: string): void {
    const origin = this.moves.get(name)?.from ?? from;
    this.moves.delete(name);
    if (origin !== to) this.moves.set(name, { topic, from: origin, to });
  }
}
