import { nounFor } from "../../base/counted-noun.ts";
import type { ConsumerGroup } from "../feeds/consumer-group.ts";
import { DealtFeed } from "../feeds/dealt-feed.ts";
import type { Feed } from "../feeds/feed.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import { GroupCoordinator } from "./group-coordinator.ts";
import type { GroupSpec, Overdue } from "./group-coordinator.ts";
import { Facet } from "../part/facet.ts";
import { Agenda } from "../part/spells.ts";
import { amountOf, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import { mayRunOut, MemoryKills } from "./instance-memory.ts";
import { PollLoop } from "./poll-loop.ts";
import { ABORTS, COMMITS, DEAD_LETTER, GIVEN_UP_CALL, HAND_OFF_POLLS, KILLED, mostInHand, OUT } from "./poll-spec.ts";
import type { PollSpec } from "./poll-spec.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RecordLogic } from "./record-logic.ts";
import type { RunContext } from "../part/run-context.ts";
import { TransactionPort } from "../part/transaction-port.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { inZone } from "../part/zones.ts";
import { Histogram } from "../../base/histogram.ts";
import type { WorkerRemarks } from "./remarks.ts";

export type WorkerSpec = PollSpec & GroupSpec & { readonly instances: number };

/**
 * A consumer service with its own logic: instances that each run a real poll loop, joined to a log as a consumer group, or fed
 * by plain wires. What a crash loses or repeats follows from where it falls between poll, work and commit, never from a rate.
 */
export class StreamWorker extends Part<WorkerRemarks> {
  readonly feed: Feed;
  readonly group: ConsumerGroup;
  /** null when wires feed the instances: then nobody can read again, and no group is needed. */
  readonly coordinator: GroupCoordinator | null;
  readonly loops: PollLoop[];
  private readonly spec: WorkerSpec;
  private readonly dealt: DealtFeed | null;
  private readonly out: TransactionPort;
  private readonly deadLetter: TransactionPort;
  private readonly logic: RecordLogic | null;
  private readonly deliveredCode: number;
  private readonly poisoned = new Set<number>();
  private readonly crashCode: number;
  private readonly givenUpCode: number;
  private readonly callerGoneCode: number;
  /** How long those who call it over plain wires wait for their answer, or until they give up. */
  readonly callWaits = new Histogram();
  private callsGivenUp = 0;
  private readonly kills: MemoryKills;
  private readonly agenda = new Agenda();
  private readonly awayMs: number[] = [];
  private readonly rolling: { next: number[]; awayMs: number } = { next: [], awayMs: 0 };

  constructor(
    id: string,
    run: RunContext,
    feed: OpenFeed,
    spec: WorkerSpec,
    ports: { readonly out: readonly RowQueue[]; readonly deadLetter: readonly RowQueue[] },
    logic: RecordLogic | null = null,
  ) {
    super(id, run);
    this.tell(WORKERS, this);
    this.logic = logic;
    this.deliveredCode = run.ledger.code("delivered");
    this.spec = spec;
    this.kills = new MemoryKills(spec.memory, spec.handOff ? HAND_OFF_POLLS + 1 : 1);
    this.feed = feed;
    this.dealt = feed instanceof DealtFeed ? feed : null;
    this.group = feed.join(id, id);
    const offered = spec.commit === "transactional";
    this.out = new TransactionPort(this, run, ports.out, offered);
    this.deadLetter = new TransactionPort(this, run, ports.deadLetter, offered);
    this.crashCode = run.ledger.code("dropped", id, "lost in crash");
    this.givenUpCode = run.ledger.code("dropped", id, "given up");
    this.callerGoneCode = run.ledger.code("dropped", id, "caller gave up");
    this.loops = Array.from({ length: spec.instances }, (_, index) => this.createLoop(index));
    if (this.dealt === null) {
      this.coordinator = new GroupCoordinator(feed, this.group, spec, (index, at) => this.hasLeft(index, at));
      this.coordinator.begin(this.loops);
    } else {
      this.coordinator = null;
      for (const loop of this.loops) loop.assign(loop.index, 0);
    }
  }

  private createLoop(index: number): PollLoop {
    const { ledger } = this.run;
    return new PollLoop(index, this.spec, {
      feed: this.feed,
      group: this.group,
      random: this.run.randomStream(this.id, `work-${index}`),
      poisoned: this.poisoned,
      took: (ref) => this.meter.arrived(this.bytesOf(ref)),
      finished: (readableAt, startedAt, serviceMs) => {
        this.meter.served(readableAt, Math.max(0, startedAt - readableAt), serviceMs);
        if (this.dealt !== null) this.callWaits.add(startedAt + serviceMs - readableAt);
      },
      failed: (partition, at, tries) => this.hasFailed(partition, at, tries),
      lost: (ref) => {
        this.meter.intervalDropped++;
        ledger.end(ref, this.crashCode);
      },
      retract: (ref) => ledger.retract(ref, 1),
      released: (partition, at) => this.coordinator?.released(partition, at),
      timedOut: (at, again) =>
        this.remark(
          at,
          "transaction-timeout",
          { instance: index, timeoutMs: this.spec.transactionTimeoutMs, againRecords: again },
          "transactionTimeoutMs",
        ),
      remembers: (ref) => this.logic?.remembers(ref) ?? -1,
      newTransaction: () => (this.transactional ? this.out.begin(this.spec.transactionTimeoutMs, true) : 0),
    });
  }

  private get transactional(): boolean {
    return this.out.transactional || this.deadLetter.transactional;
  }

  advance(until: number): void {
    this.dealt?.pull(
      until,
      (instance, at) => this.isUpAt(instance, at),
      (instance, at) => this.loops[instance].arrived(at),
    );
    for (const loop of this.loops) loop.run(until);
    this.send();
  }

  override nextWorkMs(): number {
    return this.loops.reduce((next, loop) => Math.min(next, loop.nextWorkMs()), this.dealt?.nextArrivalMs() ?? Infinity);
  }

  /** Polls go on and find nothing. */
  override rest(until: number): void {
    for (const loop of this.loops) loop.run(until);
  }

  private isUpAt(instance: number, at: number): boolean {
    const loop = this.loops[instance];
    loop.run(at);
    return loop.running && !loop.stopRequested;
  }

  /** What the instances have sent, in time order; ties go to the first instance. */
  private send(): void {
    const heads = this.loops.map(() => 0);
    for (;;) {
      let best = -1;
      let bestAt = Infinity;
      for (let i = 0; i < heads.length; i++) {
        const next = this.loops[i].sent[heads[i]];
        if (next !== undefined && next.at < bestAt) {
          best = i;
          bestAt = next.at;
        }
      }
      if (best < 0) break;
      const { at, ref, transaction, kind } = this.loops[best].sent[heads[best]++];
      if (kind === OUT) this.finished(best, at, ref, transaction);
      else if (kind === DEAD_LETTER) this.sendDeadLetter(at, ref, transaction);
      else if (kind === KILLED) this.killed(best, at);
      else if (kind === GIVEN_UP_CALL) this.callerGone(at, ref);
      else if (kind === COMMITS) for (const port of [this.out, this.deadLetter]) port.commit(at, transaction);
      else if (kind === ABORTS) for (const port of [this.out, this.deadLetter]) port.abort(at, transaction);
    }
    for (const loop of this.loops) loop.sent.length = 0;
  }

  /** The work on a record is done: it goes on as it is, or what the logic makes of it does. */
  private finished(instance: number, at: number, ref: number, transaction: number): void {
    if (this.logic === null) {
      this.out.emit(at, ref, transaction);
      return;
    }
    let passed = false;
    this.logic.done(ref, instance, at, (made) => {
      passed ||= made === ref;
      this.out.emit(at, made, transaction);
    });
    if (passed || kindOf(ref) !== EVENT) return;
    this.run.recorder(this.id).visible(ref, this.run.rows.events.happenedAt.at(ref), at);
    this.run.ledger.end(ref, this.deliveredCode);
  }

  private sendDeadLetter(at: number, ref: number, transaction: number): void {
    if (this.deadLetter.out.wired) this.deadLetter.emit(at, ref, transaction);
    else if (kindOf(ref) === EVENT) {
      this.meter.intervalDropped++;
      this.run.ledger.end(ref, this.givenUpCode);
    }
  }

  private callerGone(at: number, ref: number): void {
    const timeoutMs = this.spec.callTimeoutMs ?? 0;
    this.callWaits.add(timeoutMs);
    this.meter.intervalDropped++;
    if (kindOf(ref) === EVENT) this.run.ledger.end(ref, this.callerGoneCode);
    if (++this.callsGivenUp > 1) return;
    this.remark(at, "call-given-up", { timeoutMs }, "callTimeoutMs");
  }

  /** A process wanted more memory than there is. Its logic forgets here, after the records it had sent on. */
  private killed(index: number, at: number): void {
    const kill = this.loops[index].kills.shift();
    if (kill === undefined) return;
    const told = this.kills.told(index, kill);
    if (told !== null) this.remark(at, "out-of-memory", told, this.dealt === null ? "maxPollRecords" : "recordMemoryKb");
    this.gone(index, at, this.spec.memory.startUpMs);
  }

  private hasFailed(partition: number, at: number, tries: number): void {
    const { tries: most } = this.spec;
    const facts = {
      partition: this.feed.nameOf?.(partition) ?? `partition ${partition}`,
      tries,
      hasDeadLetters: this.deadLetter.out.wired,
    };
    if (most !== null && tries >= most) this.remark(at, "given-up", facts, "poison");
    else if (tries === 1) this.remark(at, "poison", facts, "poison");
  }

  // ---- Instants ------------------------------------------------------------------------------------------------
  override nextChangeMs(): number {
    // The log, which is further up, has changed at this very instant: what follows of it must not wait for the end of a window.
    if (this.coordinator?.hasNewPartitions === true) return -Infinity;
    const next = this.coordinator?.nextChangeMs() ?? Infinity;
    return Math.min(next, this.agenda.nextMs);
  }

  override change(at: number): void {
    this.agenda.run(at);
    const { coordinator } = this;
    if (coordinator !== null) {
      coordinator.noticePartitions(at);
      for (const overdue of coordinator.overdue(at)) this.putOut(overdue, at);
      coordinator.change(at);
    }
    this.send();
  }

  /** An instance that a window's records may kill is back no earlier than after its start-up. */
  override feedbackDelayMs(): number {
    const { spec } = this;
    const records = this.dealt === null ? mostInHand(spec) : Infinity;
    return mayRunOut(spec.memory, records, this.run.dimensions.users) ? spec.memory.startUpMs : Infinity;
  }

  private putOut({ index, why }: Overdue, at: number): void {
    const seat = this.coordinator!.seats[index];
    const alive = seat.loop.running && !seat.ghost;
    const held = alive ? seat.loop.hand.length : 0;
    const again = this.coordinator!.remove(index, at);
    const setting = why === "session" ? "sessionTimeoutMs" : "maxPollIntervalMs";
    const silentMs = this.spec[setting];
    this.remark(at, "member-lost", { instance: index, why, silentMs, isAlive: alive, heldRecords: held, againRecords: again }, setting);
  }

  // ---- Faults --------------------------------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    const index = (strike.index ?? 0) % this.loops.length;
    switch (strike.fault) {
      case "crash":
        this.crash(index, at, strike.durationMs);
        break;
      case "zone-loss":
        for (const loop of this.loops) if (inZone(loop.index, strike.index ?? 0)) this.crash(loop.index, at, strike.durationMs);
        break;
      case "outage":
        for (const loop of this.loops) this.crash(loop.index, at, strike.durationMs);
        break;
      case "zombie":
        this.freeze(index, at, strike.durationMs);
        break;
      case "stuck":
        if (this.loops[index].running) this.loops[index].hang(strike.durationMs);
        break;
      case "slow":
        this.loops[index].slow(amountOf(strike), at + strike.durationMs);
        break;
      case "poison":
        this.poison(index, at, strike.durationMs);
        break;
      case "rolling-restart":
        this.restartAll(at, strike.durationMs);
        break;
    }
    this.send();
  }

  private crash(index: number, at: number, durationMs: number): void {
    const loop = this.loops[index];
    if (!loop.running) return;
    const { lost, again } = loop.crash();
    this.gone(index, at, durationMs);
    this.remark(at, "crash", { instance: index, lostRecords: lost, againRecords: again }, this.coordinator === null ? undefined : "commit");
  }

  /** A process died at `at`, and starts again after so long. */
  private gone(index: number, at: number, durationMs: number): void {
    this.logic?.died(index);
    this.coordinator?.silent(index, at);
    this.meter.downMs += durationMs;
    this.agenda.add(at + durationMs, (now) => this.start(index, now));
  }

  private start(index: number, at: number): void {
    if (this.coordinator === null) this.loops[index].start(at);
    else {
      const known = this.coordinator.restarted(index, at);
      if (!known && this.coordinator.seats[index].ghost) this.remark(at, "new-member", { instance: index }, "staticMembership");
    }
    this.restartNext(at);
  }

  private freeze(index: number, at: number, durationMs: number): void {
    const loop = this.loops[index];
    if (!loop.running || loop.frozenUntil > at) return;
    loop.freeze(at, durationMs);
    this.meter.downMs += durationMs;
    if (this.coordinator === null) return;
    const { seats } = this.coordinator;
    if (!seats[index].inGroup || seats[index].ghost) return;
    this.coordinator.silent(index, at);
    this.agenda.add(at + durationMs, () => {
      if (seats[index].inGroup && loop.running && !seats[index].ghost) this.coordinator?.heard(index);
    });
  }

  /** The next record this instance begins fails at every try, wherever it is read, until a mended version is there. */
  private poison(index: number, at: number, durationMs: number): void {
    this.loops[index].poisonNext = true;
    this.agenda.add(at + durationMs, () => {
      this.loops[index].poisonNext = false;
      this.poisoned.clear();
    });
  }

  /** One instance after the other stops in good order and comes back; together that takes `durationMs`. */
  private restartAll(at: number, durationMs: number): void {
    if (this.rolling.next.length > 0) return;
    this.rolling.next = this.loops.map((loop) => loop.index);
    this.rolling.awayMs = durationMs / this.loops.length;
    this.remark(at, "rolling-restart", { instances: this.loops.length, awayMs: this.rolling.awayMs }, "staticMembership");
    this.restartNext(at);
  }

  private restartNext(at: number): void {
    const index = this.rolling.next.shift();
    if (index === undefined) return;
    const loop = this.loops[index];
    if (!loop.running || loop.frozenUntil > at) {
      this.restartNext(at);
      return;
    }
    loop.stopRequested = true;
    this.awayMs[index] = this.rolling.awayMs;
    if (this.coordinator !== null) this.coordinator.watch(at);
    else this.agenda.add(at + LEAVE_CHECK_MS, (now) => this.leaveWhenDone(index, now));
  }

  private leaveWhenDone(index: number, at: number): void {
    const loop = this.loops[index];
    if (loop.leftAt > at) {
      if (loop.running && loop.stopRequested) this.agenda.add(at + LEAVE_CHECK_MS, (now) => this.leaveWhenDone(index, now));
      return;
    }
    loop.stop();
    this.hasLeft(index, at);
  }

  private hasLeft(index: number, at: number): void {
    const awayMs = this.awayMs[index] ?? 0;
    this.logic?.died(index);
    this.meter.downMs += awayMs;
    this.agenda.add(at + awayMs, (now) => this.start(index, now));
  }

  // ---- End of input and figures --------------------------------------------------------------------------------
  override finish(): boolean {
    if (this.dealt !== null && !this.dealt.empty) return false;
    for (let p = 0; p < this.group.position.length; p++) if (this.group.position[p] < this.feed.end(p)) return false;
    if (!this.loops.every((loop) => loop.idle)) return false;
    for (const loop of this.loops) loop.close();
    return true;
  }

  override heldEvents(): number {
    const waiting = this.dealt === null ? 0 : this.group.heldEvents;
    return this.loops.reduce((sum, loop) => sum + loop.hand.count((ref) => kindOf(ref) === EVENT), waiting);
  }

  override servers(): number {
    return this.spec.instances;
  }

  override queueLength(): number {
    let waiting = this.loops.reduce((sum, loop) => sum + loop.hand.length, 0);
    for (let p = 0; p < this.group.position.length; p++) waiting += this.feed.end(p) - this.group.position[p];
    return waiting;
  }

  override usage(): Record<string, number> {
    const memoryPeakBytes = this.loops.reduce((most, { memory }) => Math.max(most, memory.peakBytes), 0);
    return { ...super.usage(), memoryPeakBytes, memoryKills: this.kills.count };
  }

  override isDown(): boolean {
    return this.loops.every((loop) => !loop.running);
  }

  override figure(): string {
    const up = this.loops.filter((loop) => loop.running).length;
    if (up < this.loops.length) return `${up} of ${this.loops.length} up`;
    if (this.kills.count > 0) return `killed ${this.kills.count}x for memory`;
    if (this.coordinator === null)
      return this.callsGivenUp === 0 ? "" : `${this.callsGivenUp.toLocaleString("en-US")} ${nounFor(this.callsGivenUp, "call")} given up`;
    return this.coordinator.settled ? "" : "rebalancing";
  }
}

const LEAVE_CHECK_MS = 100;

/** Instances that take records, and how long those wait who call them for each (ms). */
export const WORKERS = new Facet<Pick<StreamWorker, "callWaits">>("workers");
