import { rebalance } from "./assignors.ts";
import type { AssignorName } from "./assignors.ts";
import type { Feed } from "../feeds/feed.ts";
import type { GroupMember, TopicPartition } from "./group-member.ts";
import type { PollLoop } from "./poll-loop.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";

export type GroupSpec = {
  readonly assignor: AssignorName;
  /** classic: members join again and the group waits for all; consumer (KIP-848): the broker moves single partitions. */
  readonly protocol: "classic" | "consumer";
  readonly staticMembership: boolean;
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly maxPollIntervalMs: number;
};

/**
 * A classic rebalance takes 3 s (group.initial.rebalance.delay.ms) and 0.11 s per partition that moves: derived from 103 s
 * when 10 consumers gained 900 partitions; KIP-848 took 5 s, one server-side heartbeat (facts/streaming.md 1.1 and B13).
 */
export const CLASSIC_MS = 3000;
export const CLASSIC_MS_PER_PARTITION = 110;
export const CONSUMER_MS = 5000;
/** While something is under way the members are asked this often how far they are. */
const TICK_MS = 100;
const NOBODY = -1;

export type Overdue = { readonly index: number; readonly why: "session" | "poll" };

/** A member as its coordinator knows it: a dead one counts until its session is over. */
type Seat = {
  loop: PollLoop;
  inGroup: boolean;
  /** Its session ends then, unless it is heard of. */
  expiresAt: number;
  /** A new process waits for the session of its predecessor to end. */
  ghost: boolean;
};

/**
 * The group coordinator: who is a member, who owns which partition, and when a partition that moves is read again. Every
 * partition has its own pause: with the eager protocol all stop, with the cooperative and the consumer protocol only those that move.
 */
export class GroupCoordinator {
  readonly seats: Seat[] = [];
  /** Per partition, how long nobody read it because of rebalances. */
  readonly pausedMs: number[] = [];
  private readonly feed: Feed;
  private readonly group: ConsumerGroup;
  private readonly spec: GroupSpec;
  private readonly owner: number[] = [];
  /** Who had it last, as sticky assignors remember. */
  private readonly held: number[] = [];
  private readonly freedAt: number[] = [];
  private readonly heir: number[] = [];
  private readonly handOverAt: number[] = [];
  private pauseMs = 0;
  private joining = false;
  private syncUntil = Infinity;
  private nextTick = Infinity;
  private partitions = 0;

  private readonly onLeft: (index: number, at: number) => void;

  constructor(feed: Feed, group: ConsumerGroup, spec: GroupSpec, onLeft: (index: number, at: number) => void) {
    this.onLeft = onLeft;
    this.feed = feed;
    this.group = group;
    this.spec = spec;
  }

  private get eager(): boolean {
    return this.spec.protocol === "classic" && this.spec.assignor !== "cooperative-sticky";
  }

  /** The run begins with a group that has found itself: everybody has joined and has their partitions. */
  begin(loops: readonly PollLoop[]): void {
    for (const loop of loops) this.seats.push({ loop, inGroup: true, expiresAt: Infinity, ghost: false });
    this.grow();
    const target = this.target();
    for (let p = 0; p < this.partitions; p++) if (target[p] !== NOBODY) this.give(p, target[p], 0);
  }

  private grow(): void {
    this.partitions = this.feed.partitionCount();
    for (let p = this.owner.length; p < this.partitions; p++) {
      this.owner.push(NOBODY);
      this.held.push(NOBODY);
      this.freedAt.push(0);
      this.heir.push(NOBODY);
      this.handOverAt.push(Infinity);
      this.pausedMs.push(0);
    }
  }

  private give(p: number, to: number, at: number): void {
    this.owner[p] = to;
    this.held[p] = to;
    this.heir[p] = NOBODY;
    this.handOverAt[p] = Infinity;
    this.pausedMs[p] += at - this.freedAt[p];
    this.seats[to].loop.assign(p, at);
  }

  private free(p: number, at: number): void {
    this.owner[p] = NOBODY;
    this.freedAt[p] = at;
  }

  // ---- What members tell ---------------------------------------------------------------------------------------
  /** A member has given a partition up inside its poll. */
  released(p: number, at: number): void {
    this.free(p, at);
    if (this.heir[p] !== NOBODY) this.handOverAt[p] = at + this.pauseMs;
  }

  /** A process died, or stands still: its session runs from its last heartbeat, unless it is back before. */
  silent(index: number, at: number): void {
    const { heartbeatMs, sessionTimeoutMs } = this.spec;
    this.seats[index].expiresAt = Math.max(at, Math.floor(at / heartbeatMs) * heartbeatMs + sessionTimeoutMs);
  }

  /** Heard of again in time. */
  heard(index: number): void {
    this.seats[index].expiresAt = Infinity;
  }

  /** A process starts in the place of one that died. Answers whether it goes on without a rebalance. */
  restarted(index: number, at: number): boolean {
    const seat = this.seats[index];
    const known = seat.inGroup && this.spec.staticMembership;
    seat.loop.start(at);
    if (known) {
      seat.expiresAt = Infinity;
      if (this.joining) seat.loop.joinRequested = this.eager ? "give-up" : "keep";
      for (const p of seat.loop.owned) if (this.heir[p] !== NOBODY) seat.loop.revoking.add(p);
      this.watch(at);
      return true;
    }
    seat.loop.owned = [];
    seat.loop.park();
    // Nobody told the coordinator that the old member is gone: a classic group waits for it as long as its session lasts.
    seat.ghost = seat.inGroup;
    seat.inGroup = true;
    if (!seat.ghost || this.spec.protocol === "classic") this.trigger(at);
    return false;
  }

  /** A member left in good order: its partitions are free at once, or wait for it when its membership is static. */
  private left(index: number, at: number): void {
    const seat = this.seats[index];
    seat.loop.stop();
    this.onLeft(index, at);
    if (this.spec.staticMembership) {
      seat.expiresAt = at + this.spec.sessionTimeoutMs;
      return;
    }
    this.remove(index, at);
  }

  /** Puts a member out of the group; its partitions go to the others. */
  remove(index: number, at: number): number {
    const seat = this.seats[index];
    let again = 0;
    seat.expiresAt = Infinity;
    // Behind one that is gone stands the process that took its place, unless that has died since as well.
    const isReplaced = seat.ghost && seat.loop.running;
    seat.ghost = false;
    if (!isReplaced) {
      seat.inGroup = false;
      seat.loop.fenced = seat.loop.running;
    }
    for (let p = 0; p < this.partitions; p++) {
      if (this.heir[p] === index) this.heir[p] = NOBODY;
      if (this.heir[p] === NOBODY) this.handOverAt[p] = Infinity;
      if (this.owner[p] !== index) continue;
      this.held[p] = NOBODY;
      if (seat.loop.fenced) again += seat.loop.giveAway(p);
      this.free(p, at);
    }
    if (!seat.loop.running) seat.loop.owned = [];
    this.trigger(at);
    return again;
  }

  // ---- Rebalances ------------------------------------------------------------------------------------------------
  get hasNewPartitions(): boolean {
    return this.feed.partitionCount() !== this.partitions;
  }

  /** The number of partitions has grown: somebody must read the new ones. */
  noticePartitions(at: number): void {
    if (!this.hasNewPartitions) return;
    const before = this.partitions;
    this.grow();
    for (let p = before; p < this.partitions; p++) this.freedAt[p] = at;
    this.trigger(at);
  }

  private trigger(at: number): void {
    this.group.rebalances++;
    this.nextTick = at + TICK_MS;
    if (this.spec.protocol === "consumer") {
      this.move(at);
      return;
    }
    this.joining = true;
    this.syncUntil = Infinity;
    if (this.eager) this.handOverAt.fill(Infinity);
    const heardAt = (Math.floor(at / this.spec.heartbeatMs) + 1) * this.spec.heartbeatMs;
    for (const { loop, inGroup, ghost } of this.seats) {
      if (!inGroup) continue;
      loop.joinedAt = Infinity;
      // Members learn of it with the answer to their next heartbeat.
      loop.joinFrom = heardAt;
      if (loop.running && loop.parked && !loop.fenced && !ghost) loop.joinedAt = at;
      else if (loop.running && !ghost) loop.joinRequested = this.eager ? "give-up" : "keep";
    }
  }

  /** Asks how far the members are; all that happens between them happens here. */
  private tick(at: number): void {
    for (const [index, seat] of this.seats.entries()) {
      if (seat.loop.leftAt <= at) this.left(index, at);
      else if (seat.loop.fenced && seat.loop.parked && !seat.inGroup) this.joinAgain(index, at);
    }
    if (this.joining) this.completeJoin(at);
    this.nextTick = this.unsettled ? at + TICK_MS : Infinity;
  }

  /** A member that was put out finds so when it polls, and joins as a new one. */
  private joinAgain(index: number, at: number): void {
    const seat = this.seats[index];
    seat.loop.fenced = false;
    seat.inGroup = true;
    this.trigger(at);
  }

  private completeJoin(at: number): void {
    const members = this.seats.filter((seat) => seat.inGroup);
    if (members.some((seat) => seat.loop.joinedAt > at)) return;
    this.joining = false;
    if (members.length === 0) return;
    if (this.eager) this.syncAll(members.reduce((latest, seat) => Math.max(latest, seat.loop.joinedAt), 0));
    else this.move(at);
  }

  /** Eager: everybody waits until the new assignment is there. */
  private syncAll(joinedAt: number): void {
    const target = this.target();
    let moved = 0;
    for (let p = 0; p < this.partitions; p++) if (target[p] !== this.held[p]) moved++;
    this.syncUntil = joinedAt + CLASSIC_MS + CLASSIC_MS_PER_PARTITION * moved;
    for (let p = 0; p < this.partitions; p++) {
      this.heir[p] = target[p];
      this.handOverAt[p] = target[p] === NOBODY ? Infinity : this.syncUntil;
    }
  }

  /** Only partitions that change hands stop: an owner gives each up in its next poll, and the heir reads it a pause later. */
  private move(at: number): void {
    const target = this.target();
    const moves: number[] = [];
    for (let p = 0; p < this.partitions; p++) {
      const to = target[p];
      if (to === this.owner[p]) this.keep(p);
      else if (to === NOBODY || this.heir[p] !== to || (this.owner[p] === NOBODY && this.handOverAt[p] === Infinity)) moves.push(p);
    }
    this.pauseMs = this.spec.protocol === "consumer" ? CONSUMER_MS : CLASSIC_MS + CLASSIC_MS_PER_PARTITION * moves.length;
    // The second round hands out what the first one took back.
    if (this.spec.protocol === "classic" && moves.length > 0) this.group.rebalances++;
    for (const p of moves) {
      this.heir[p] = target[p];
      this.handOverAt[p] = Infinity;
      if (target[p] === NOBODY) continue;
      if (this.owner[p] === NOBODY) this.handOverAt[p] = at + this.pauseMs;
      else this.seats[this.owner[p]].loop.revoking.add(p);
    }
    for (const { loop } of this.seats) if (loop.parked && loop.running && !loop.fenced) loop.resume(at);
  }

  private keep(p: number): void {
    this.heir[p] = NOBODY;
    this.handOverAt[p] = Infinity;
    if (this.owner[p] !== NOBODY) this.seats[this.owner[p]].loop.revoking.delete(p);
  }

  /** The member of each partition by the assignor, -1 where there is no member. */
  private target(): number[] {
    const target = new Array<number>(this.partitions).fill(NOBODY);
    const { topics, numbers, names } = this.topics();
    const owned: TopicPartition[][] = this.seats.map(() => []);
    for (let p = 0; p < this.partitions; p++) {
      const claimant = this.heir[p] === NOBODY ? this.held[p] : this.heir[p];
      if (claimant !== NOBODY) owned[claimant].push(names[p]);
    }
    const members: GroupMember[] = [];
    for (const [index, seat] of this.seats.entries()) {
      if (!seat.inGroup || seat.ghost) continue;
      const id = memberId(index);
      members.push({
        id,
        topics: [...topics.keys()],
        owned: owned[index],
        generation: 1,
        ...(this.spec.staticMembership ? { instance: id } : {}),
      });
    }
    if (members.length === 0) return target;
    const { assignment, transferring } = rebalance(this.spec.assignor, topics, members);
    const set = (tp: TopicPartition, id: string): void => {
      target[numbers.get(`${tp.topic}-${tp.partition}`)!] = Number(id);
    };
    for (const [id, partitions] of assignment) for (const tp of partitions) set(tp, id);
    for (const [tp, id] of transferring) if (this.spec.assignor === "cooperative-sticky") set(tp, id);
    return target;
  }

  private topics(): { topics: Map<string, number>; numbers: Map<string, number>; names: TopicPartition[] } {
    const topics = new Map<string, number>();
    const numbers = new Map<string, number>();
    const names: TopicPartition[] = [];
    for (let p = 0; p < this.partitions; p++) {
      const name = this.feed.nameOf?.(p) ?? `log-${p}`;
      const topic = name.slice(0, name.lastIndexOf("-"));
      const partition = topics.get(topic) ?? 0;
      topics.set(topic, partition + 1);
      numbers.set(`${topic}-${partition}`, p);
      names.push({ topic, partition });
    }
    return { topics, numbers, names };
  }

  // ---- Instants ----------------------------------------------------------------------------------------------------
  private get unsettled(): boolean {
    return (
      this.joining || this.seats.some(({ loop, inGroup }) => loop.running && (!inGroup || loop.stopRequested || loop.revoking.size > 0))
    );
  }

  /** From now on the members are asked again and again, until what is under way is done. */
  watch(at: number): void {
    this.nextTick = Math.min(this.nextTick, at + TICK_MS);
  }

  nextChangeMs(): number {
    let next = this.nextTick;
    for (let p = 0; p < this.partitions; p++) if (this.handOverAt[p] < next) next = this.handOverAt[p];
    for (const seat of this.seats) next = Math.min(next, seat.expiresAt, this.pollDeadline(seat));
    return next;
  }

  /** When a member that does not poll is put out; one that waits inside poll, or is down, never. */
  private pollDeadline({ loop, inGroup }: Seat): number {
    if (!inGroup || !loop.running || loop.parked) return Infinity;
    return Math.max(loop.frozenUntil, loop.lastPollAt + this.spec.maxPollIntervalMs);
  }

  /** Members whose time is over at this instant: their session, or their poll. */
  overdue(at: number): readonly Overdue[] {
    const overdue: Overdue[] = [];
    for (const [index, seat] of this.seats.entries()) {
      if (seat.expiresAt <= at) overdue.push({ index, why: "session" });
      else if (this.pollDeadline(seat) <= at) overdue.push({ index, why: "poll" });
    }
    return overdue;
  }

  change(at: number): void {
    if (this.nextTick <= at) this.tick(at);
    for (let p = 0; p < this.partitions; p++) {
      if (this.handOverAt[p] > at) continue;
      const heir = this.heir[p];
      this.handOverAt[p] = Infinity;
      if (heir !== NOBODY) this.give(p, heir, at);
    }
    if (this.syncUntil > at) return;
    this.syncUntil = Infinity;
    // Members that got nothing poll on as well.
    for (const { loop, ghost } of this.seats) if (loop.parked && loop.running && !loop.fenced && !ghost) loop.resume(at);
  }

  get settled(): boolean {
    return !this.unsettled && this.handOverAt.every((at) => at === Infinity) && this.syncUntil === Infinity;
  }
}

/** Member ids in the order of the instances, so that assignors that sort by name deal in that order. */
function memberId(index: number): string {
  return String(index).padStart(5, "0");
}
