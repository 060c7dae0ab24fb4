import { Spell } from "../part/spells.ts";
import { PartitionMerge } from "../feeds/partition-merge.ts";
import { PollClock } from "./poll-clock.ts";
import { InstanceMemory } from "./instance-memory.ts";
import type { MemoryKill } from "./instance-memory.ts";
import { ABORTS, COMMIT_MS, COMMITS, DEAD_LETTER, END_TRANSACTION_MS, GIVEN_UP_CALL, HAND_OFF_POLLS, KILLED, OUT } from "./poll-spec.ts";
import type { PollHost, PollSpec } from "./poll-spec.ts";
import { RecordsInHand } from "./records-in-hand.ts";
import { EVENT, kindOf } from "../rows/rows.ts";

/**
 * One instance of a consumer service: it polls records of its partitions, works through them one after the other, commits
 * by its policy and polls again. Time runs event by event; instances of a group meet only through their coordinator,
 * at instants that the part has named. With hand-off, polls and work are two threads.
 */
export class PollLoop {
  readonly index: number;
  readonly hand = new RecordsInHand();
  readonly sent: { at: number; ref: number; transaction: number; kind: number }[] = [];
  readonly memory: InstanceMemory;
  /** Its deaths for want of memory, one for each KILLED in `sent`. */
  readonly kills: MemoryKill[] = [];
  owned: number[] = [];
  running = true;
  /** Its partitions were given away while it lived: what it holds is finished, and its commit refused. */
  fenced = false;
  /** It waits inside poll for the group. */
  parked = false;
  joinRequested: "no" | "keep" | "give-up" = "no";
  joinFrom = -Infinity;
  joinedAt = -Infinity;
  stopRequested = false;
  leftAt = Infinity;
  frozenUntil = -Infinity;
  transaction = 0;
  poisonNext = false;
  readonly revoking = new Set<number>();
  private readonly spec: PollSpec;
  private readonly host: PollHost;
  private readonly merge: PartitionMerge;
  /** Next offset after the last one taken, by partition. */
  private readonly taken: number[] = [];
  private readonly retryAt = new Map<number, number>();
  private readonly attempts = new Map<number, number>();
  private readonly polls: PollClock;
  private workStart = 0;
  private workEnd = Infinity;
  private commitAt = Infinity;
  private transactionDeadline = Infinity;
  private hangMs = 0;
  /** Records finished since its start. */
  private done = 0;
  private readonly spell = new Spell();

  constructor(index: number, spec: PollSpec, host: PollHost) {
    this.index = index;
    this.spec = spec;
    this.host = host;
    this.memory = new InstanceMemory(spec.memory);
    this.merge = new PartitionMerge(host.feed, host.group, []);
    this.polls = new PollClock(spec);
  }

  get lastPollAt(): number {
    return this.polls.lastCallMs;
  }

  // ---- Time --------------------------------------------------------------------------------------------------
  run(until: number): void {
    if (!this.running) return;
    this.merge.renew(this.readablePartitions);
    for (;;) {
      const next = Math.min(this.workEnd, this.commitAt, this.polls.due(this.frozenUntil, this.hasRoom, this.merge.time));
      if (next >= until) return;
      if (this.waitsForRows && this.pollInVain(Math.min(until, this.merge.time))) continue;
      this.polls.seenMs = next;
      if (this.workEnd === next) this.endWork(next);
      else if (this.commitAt === next) this.endCommit(next);
      else if (this.polls.called) this.take(next);
      else this.call(next);
    }
  }

  /** When something happens here that others may hear of, as far as is known; polls in which nothing can happen are none of it. */
  nextWorkMs(): number {
    if (!this.running) return Infinity;
    if (this.waitsForRows) return this.merge.nextReadableMs(this.owned);
    return this.polls.at === Infinity ? Math.min(this.workEnd, this.commitAt) : -Infinity;
  }

  /** A poll is under way, and rows are all it can find: nothing is in hand, nobody asks for anything. */
  private get waitsForRows(): boolean {
    if (!this.polls.called || this.polls.at < this.frozenUntil || this.hand.length > 0 || this.fenced || this.stopRequested) return false;
    if (this.workEnd !== Infinity || this.commitAt !== Infinity || this.joinRequested !== "no") return false;
    return this.retryAt.size === 0 && this.revoking.size === 0;
  }

  private pollInVain(before: number): boolean {
    const done = this.polls.callInVain(before);
    const { handOff, commit } = this.spec;
    if (done === "commits" || (done === "calls" && handOff && commit === "after")) this.commitPolled();
    return done !== "no call";
  }

  private get hasRoom(): boolean {
    if (this.stopRequested) return false;
    return this.hand.length < (this.spec.handOff ? HAND_OFF_POLLS * this.spec.maxPollRecords : 1);
  }

  /** The call of poll: commits that are due, and what the group asks for. */
  private call(at: number): void {
    const { spec } = this;
    if (this.polls.call(at)) this.commitPolled();
    else if (spec.handOff && spec.commit === "after") this.commitFinished();
    if (this.fenced) this.park();
    else if (this.joinRequested !== "no" && at >= this.joinFrom) this.join(at);
    for (const partition of [...this.revoking]) this.revoke(partition, at);
    if (this.stopRequested && this.hand.length === 0) {
      this.commitFinished();
      this.leftAt = at;
      this.park();
    }
    if (this.retryAt.size > 0) {
      for (const [partition, retryAt] of this.retryAt) if (retryAt <= at) this.retryAt.delete(partition);
      this.readable();
    }
  }

  /** Joins the group anew, with all partitions given up (eager) or with those it has (cooperative). */
  private join(at: number): void {
    if (this.joinRequested === "give-up") {
      for (const partition of this.owned.slice()) this.revoke(partition, at);
      this.park();
    }
    this.joinedAt = at;
    this.joinRequested = "no";
  }

  /** Waits inside poll until the group lets it go on. */
  park(): void {
    this.parked = true;
    this.polls.stop();
  }

  /** The poll returns with what can be read, up to the most it may. */
  private take(at: number): void {
    const { group } = this.host;
    const { merge, hand, spec } = this;
    let taken = 0;
    this.polls.called = false;
    if (this.hasRoom) {
      for (; taken < spec.maxPollRecords && merge.time <= at; taken++) {
        const partition = merge.partition;
        const offset = group.position[partition];
        const readableAt = merge.time;
        const ref = group.take(partition);
        this.taken[partition] = offset + 1;
        hand.push(partition, offset, ref, readableAt);
        this.host.took(ref);
        merge.advance();
        if (!this.memory.fits(this.held)) return this.kill(at);
      }
    }
    this.polls.at = at;
    if (taken === 0) return;
    if (!spec.handOff) this.polls.at = Infinity;
    if (spec.commit === "before") this.commitPolled();
    if (this.workEnd === Infinity) this.continueWork(at, spec.commit === "before" && !spec.handOff ? COMMIT_MS : 0);
  }

  private startWork(at: number): void {
    const start = Math.max(at, this.frozenUntil);
    const slow = this.spell.slowness(start);
    this.workStart = start;
    this.workEnd = start + this.spec.work.sample(this.host.random) * slow + this.hangMs;
    this.hangMs = 0;
    if (!this.poisonNext) return;
    this.poisonNext = false;
    this.host.poisoned.add(this.hand.ref);
  }

  private endWork(at: number): void {
    const { hand, host } = this;
    this.workEnd = Infinity;
    const { ref, readable } = hand;
    const user = host.remembers(ref);
    if (user >= 0) this.memory.keep(user);
    if (user >= 0 && !this.memory.fits(this.held)) return this.kill(at);
    if (host.poisoned.has(ref) && !this.giveUp(ref, at)) return;
    else if (!host.poisoned.has(ref)) this.send(OUT, at, ref);
    host.finished(readable, this.workStart, at - this.workStart);
    hand.shift();
    this.done++;
    this.continueWork(at);
  }

  private continueWork(at: number, afterMs = 0): void {
    this.leaveCallersGone(at);
    if (this.hand.length > 0) this.startWork(at + afterMs);
    else if (!this.spec.handOff) this.endBatch(at);
  }

  /** Nobody is left to answer: the caller hung up while the call waited, and what it sent is gone with it. */
  private leaveCallersGone(at: number): void {
    const { callTimeoutMs } = this.spec;
    if (callTimeoutMs === null || this.host.feed.replayable) return;
    for (const { hand } = this; hand.length > 0 && at - hand.readable > callTimeoutMs; hand.shift()) this.send(GIVEN_UP_CALL, at, hand.ref);
  }

  private endBatch(at: number): void {
    const { commit } = this.spec;
    if (!this.host.feed.replayable || commit === "before" || commit === "auto") this.polls.at = at;
    else this.commitAt = at + (this.transaction > 0 ? END_TRANSACTION_MS : COMMIT_MS);
  }

  // ---- Failing records ---------------------------------------------------------------------------------------
  /** A try has failed. True when the record is given up; else it is tried again, after a pause of its partition. */
  private giveUp(ref: number, at: number): boolean {
    const { hand, spec, host } = this;
    const { partition, offset } = hand;
    const tries = (this.attempts.get(ref) ?? 0) + 1;
    this.attempts.set(ref, tries);
    host.failed(partition, at, tries);
    if (spec.tries !== null && tries >= spec.tries) {
      this.attempts.delete(ref);
      this.send(DEAD_LETTER, at, ref);
      return true;
    }
    if (!host.feed.replayable) this.startWork(at + spec.retryBackoffMs);
    else {
      this.seekBack(partition, offset);
      this.retryAt.set(partition, at + spec.retryBackoffMs);
      this.readable();
      this.continueWork(at);
    }
    return false;
  }

  /** What was polled of a partition from `offset` on is handed back, to be polled again. */
  private seekBack(partition: number, offset: number): void {
    const { group, feed } = this.host;
    const own = this.owned.includes(partition);
    const from = Math.max(offset, feed.start(partition));
    const back = new Set<number>();
    this.hand.remove((p, o, ref, doubled) => {
      if (p !== partition) return false;
      if (own && !doubled && o >= from && o < group.position[p] && !back.has(o) && !this.isGap(p, o)) {
        back.add(o);
        if (kindOf(ref) === EVENT) group.heldEvents++;
      } else this.drop(ref, doubled);
      return true;
    });
    if (!own) return;
    group.moveTo(partition, Math.min(group.position[partition], from));
    this.taken[partition] = group.position[partition];
  }

  private isGap(partition: number, offset: number): boolean {
    return this.host.feed.gaps(partition)?.[offset] === 1;
  }

  private drop(ref: number, doubled: boolean): void {
    if (kindOf(ref) !== EVENT) return;
    if (doubled) this.host.retract(ref);
    else this.host.lost(ref);
  }

  // ---- Output and transactions -------------------------------------------------------------------------------
  private send(kind: number, at: number, ref: number): void {
    // Plain wires have no offsets that a transaction would commit with its output, so nothing would ever end one.
    if (this.spec.commit === "transactional" && this.host.feed.replayable && this.transaction === 0) {
      this.transaction = this.host.newTransaction();
      this.transactionDeadline = at + this.spec.transactionTimeoutMs;
    }
    this.sent.push({ at, ref, transaction: this.transaction, kind });
  }

  private endTransaction(at: number, kind: number): void {
    if (this.transaction === 0) return;
    this.sent.push({ at, ref: 0, transaction: this.transaction, kind });
    this.transaction = 0;
    this.transactionDeadline = Infinity;
  }

  // ---- Commits -----------------------------------------------------------------------------------------------
  /** The batch is done and its commit has reached the log: refused when the partitions are somebody else's by now. */
  private endCommit(at: number): void {
    this.commitAt = Infinity;
    this.polls.at = at;
    const late = this.transaction > 0 && at >= this.transactionDeadline;
    this.endTransaction(at, this.fenced || late ? ABORTS : COMMITS);
    if (this.fenced) return;
    if (!late) this.commitPolled();
    else this.host.timedOut(at, this.readAgain());
  }

  /** Offsets of everything that polls have returned. */
  private commitPolled(): void {
    for (const partition of this.owned) this.commitTo(partition, this.taken[partition]);
  }

  /** Offsets up to the first record that is not finished. */
  private commitFinished(): void {
    for (const partition of this.owned) this.commitTo(partition, Math.min(this.taken[partition], this.hand.firstOffset(partition)));
  }

  private commitTo(partition: number, offset: number): void {
    const { committed } = this.host.group;
    if (offset > committed[partition]) committed[partition] = offset;
  }

  /** Back to the committed offsets, with nothing in hand. */
  private readAgain(): number {
    let again = 0;
    for (const partition of this.owned) {
      again += this.host.group.rewind(partition, this.host.group.committed[partition], () => false);
      this.taken[partition] = this.host.group.position[partition];
    }
    this.readable();
    return again;
  }

  // ---- Partitions --------------------------------------------------------------------------------------------
  assign(partition: number, at: number): void {
    this.owned.push(partition);
    this.owned.sort((a, b) => a - b);
    this.taken[partition] = Math.max(this.host.group.committed[partition], this.host.group.position[partition]);
    this.polls.seenMs = at;
    this.resume(at);
  }

  /** Polls again after it was parked. */
  resume(at: number): void {
    if (this.parked) {
      this.parked = false;
      this.polls.start(at);
    }
    this.readable();
  }

  /** Gives a partition up inside poll; what it had not committed is read again by the next owner. */
  private revoke(partition: number, at: number): void {
    this.revoking.delete(partition);
    if (!this.owned.includes(partition)) return;
    const { spec } = this;
    if (spec.commitOnRevoke) {
      if (spec.commit === "auto") this.commitTo(partition, this.taken[partition]);
      else this.commitTo(partition, Math.min(this.taken[partition], this.hand.firstOffset(partition)));
    }
    this.host.released(partition, at, this.giveAway(partition));
  }

  /** The partition is somebody else's from now on; whatever is in hand of it goes on. Answers how much is read again. */
  giveAway(partition: number): number {
    const { group } = this.host;
    this.owned = this.owned.filter((p) => p !== partition);
    this.revoking.delete(partition);
    this.hand.doubleFrom(partition, group.committed[partition]);
    const again = group.rewind(partition, group.committed[partition], () => false);
    this.skipCommitted(partition);
    this.readable();
    return again;
  }

  /** A reader starts at the committed offset: what was polled and handed back before it is nobody's. */
  private skipCommitted(partition: number): void {
    this.loseTo(partition, this.host.group.committed[partition]);
  }

  private loseTo(partition: number, end: number): number {
    return this.host.group.skipTo(partition, end, (ref) => this.host.lost(ref));
  }

  private readable(): void {
    this.merge.refresh(this.readablePartitions);
  }

  private get readablePartitions(): number[] {
    return this.retryAt.size === 0 ? this.owned : this.owned.filter((partition) => !this.retryAt.has(partition));
  }

  // ---- Trouble -----------------------------------------------------------------------------------------------
  /**
   * The process dies: its memory is gone. What it held and had committed is lost; what it had not committed is
   * read again by whoever owns the partition next: what had been done of that, and what goes back from its hand. Answers all three.
   */
  crash(): { readonly lost: number; readonly again: number; readonly back: number } {
    const { group, feed } = this.host;
    const returned = this.owned.map(() => new Set<number>());
    let lost = 0;
    this.hand.remove((partition, offset, ref, doubled) => {
      const own = this.owned.indexOf(partition);
      const from = Math.max(group.committed[partition], feed.start(partition));
      const returns =
        own >= 0 &&
        feed.replayable &&
        !doubled &&
        offset >= from &&
        offset < group.position[partition] &&
        !returned[own].has(offset) &&
        !this.isGap(partition, offset);
      if (returns) returned[own].add(offset);
      else {
        if (!doubled) lost++;
        this.drop(ref, doubled);
      }
      return true;
    });
    let again = 0;
    this.owned.forEach((partition, own) => {
      if (feed.replayable) {
        again += group.rewind(partition, group.committed[partition], (_ref, offset) => returned[own].has(offset));
        this.skipCommitted(partition);
      } else lost += this.loseTo(partition, feed.end(partition));
    });
    this.stop();
    return { lost, again, back: returned.reduce((sum, { size }) => sum + size, 0) };
  }

  /** Records in its memory: polled and not done, and, where no log keeps them, those that wait to be polled. */
  private get held(): number {
    const { feed, group } = this.host;
    if (feed.replayable) return this.hand.length;
    return this.owned.reduce((sum, partition) => sum + feed.end(partition) - group.position[partition], this.hand.length);
  }

  /** A call has arrived over a plain wire and waits in memory. */
  arrived(at: number): void {
    if (!this.memory.fits(this.held)) this.kill(at);
  }

  /** The system ends a process that wants more memory than there is; what it held goes as in any crash. */
  private kill(at: number): void {
    const { held, memory, done } = this;
    this.kills.push({ held, users: memory.kept, done, wantedBytes: memory.bytesWith(held), ...this.crash() });
    this.sent.push({ at, ref: 0, transaction: 0, kind: KILLED });
  }

  private reset(): void {
    this.polls.stop();
    this.workEnd = Infinity;
    this.commitAt = Infinity;
    this.frozenUntil = -Infinity;
    this.joinRequested = "no";
    this.stopRequested = false;
    this.leftAt = Infinity;
    this.fenced = false;
    this.parked = false;
    this.poisonNext = false;
    this.hangMs = 0;
    this.done = 0;
    this.retryAt.clear();
    this.revoking.clear();
  }

  /** A new process in place of the old: it aborts the transaction its predecessor left open. */
  start(at: number): void {
    this.reset();
    this.running = true;
    this.endTransaction(at, ABORTS);
    for (const partition of this.owned)
      this.taken[partition] = Math.max(this.host.group.committed[partition], this.host.group.position[partition]);
    this.polls.restart(at);
  }

  /** The process ends, and its memory with it. */
  stop(): void {
    this.running = false;
    this.memory.clear();
    this.reset();
  }

  /** The whole process stands still, heartbeats with it. */
  freeze(at: number, durationMs: number): void {
    this.frozenUntil = at + durationMs;
    if (this.workEnd !== Infinity) this.workEnd += durationMs;
    if (this.commitAt !== Infinity) this.commitAt += durationMs;
  }

  /** The work on a record hangs; heartbeats go on. */
  hang(durationMs: number): void {
    if (this.workEnd !== Infinity) this.workEnd += durationMs;
    else this.hangMs += durationMs;
  }

  slow(factor: number, until: number): void {
    this.spell.slow(factor, until);
  }

  /** The input has ended and nothing is in hand: what is finished is committed on close. */
  close(): void {
    if (this.running && !this.fenced) this.commitFinished();
  }

  get idle(): boolean {
    return this.hand.length === 0 && this.commitAt === Infinity && this.workEnd === Infinity && this.transaction === 0;
  }
}
