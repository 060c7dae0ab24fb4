import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { MOST_IN_CALL } from "../messages/message-queue.ts";
import type { Lease, MessageQueue } from "../messages/message-queue.ts";
import { amountOf, OutPort, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Agenda, Spell } from "../part/spells.ts";
import { inZone } from "../part/zones.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { EVENT, kindOf, rowOf } from "../rows/rows.ts";
import type { RecordLogic } from "./record-logic.ts";
import type { WorkerRemarks } from "./remarks.ts";

export type QueueWorkersSpec = {
  readonly instances: number;
  readonly work: Sampler;
  readonly maxPollRecords: number;
  /** Messages are deleted when they are received, before any work; else with the batch they came in. */
  readonly deletesFirst: boolean;
};

type Instance = {
  readonly index: number;
  readonly random: RandomStream;
  readonly spell: Spell;
  /** What it received and has not begun, the one in work first. */
  hand: Lease[];
  /** Worked on and not deleted yet. */
  done: Lease[];
  startMs: number;
  endMs: number;
  hangMs: number;
  poisonNext: boolean;
};

/**
 * Instances of a worker that receive the messages of a queue: each takes some, works through them one after the other and deletes them together. What a crash
 * finds undone comes again when its visibility time-out is over, and what was done and not deleted is done twice; deleted first, what it had in hand is lost.
 */
export class QueueWorkers extends Part<Pick<WorkerRemarks, "crash" | "rolling-restart">> {
  private readonly queue: MessageQueue;
  private readonly spec: QueueWorkersSpec;
  private readonly out: OutPort;
  private readonly deadLetter: OutPort;
  private readonly logic: RecordLogic | null;
  private readonly instances: readonly Instance[];
  private readonly poisoned = new Set<number>();
  private readonly agenda = new Agenda();
  private readonly codes: { readonly delivered: number; readonly crash: number; readonly givenUp: number };
  private now = 0;

  constructor(
    id: string,
    run: RunContext,
    queue: MessageQueue,
    spec: QueueWorkersSpec,
    ports: { readonly out: readonly RowQueue[]; readonly deadLetter: readonly RowQueue[] },
    logic: RecordLogic | null,
  ) {
    super(id, run);
    this.queue = queue;
    this.spec = spec;
    this.out = new OutPort(this, run, ports.out);
    this.deadLetter = new OutPort(this, run, ports.deadLetter);
    this.logic = logic;
    this.codes = {
      delivered: run.ledger.code("delivered"),
      crash: run.ledger.code("dropped", id, "lost in crash"),
      givenUp: run.ledger.code("dropped", id, "given up"),
    };
    this.instances = Array.from({ length: spec.instances }, (_, index) => ({
      ...{ index, random: run.randomStream(id, `work-${index}`), spell: new Spell(), hand: [], done: [] },
      ...{ startMs: 0, endMs: Infinity, hangMs: 0, poisonNext: false },
    }));
  }

  advance(until: number): void {
    for (;;) {
      const [instance, at] = this.next();
      if (instance === null || at >= until) return;
      this.now = at;
      if (instance.endMs <= at) this.end(instance, at);
      else this.receive(instance, at);
    }
  }

  /** Who does something next: ends a record, or receives when there is something; one that ends comes first. */
  private next(): readonly [Instance | null, number] {
    const messageMs = this.queue.nextMessageMs();
    let first: Instance | null = null;
    let least = Infinity;
    for (const instance of this.instances) {
      const at = instance.hand.length > 0 ? instance.endMs : Infinity;
      if (at < least) [first, least] = [instance, at];
    }
    for (const instance of this.instances) {
      if (instance.hand.length > 0) continue;
      const at = Math.max(this.now, messageMs, instance.spell.awayUntil);
      if (at < least) [first, least] = [instance, at];
    }
    return [first, least];
  }

  override nextWorkMs(): number {
    return this.next()[1];
  }

  private receive(instance: Instance, at: number): void {
    const leases = [...this.queue.receive(at, Math.min(MOST_IN_CALL, this.spec.maxPollRecords))];
    if (leases.length === 0) return;
    for (const { ref } of leases) this.meter.arrived(this.bytesOf(ref));
    if (this.spec.deletesFirst) this.queue.delete(leases, at);
    instance.hand = leases;
    this.begin(instance, at);
  }

  private begin(instance: Instance, at: number): void {
    instance.startMs = at;
    instance.endMs = at + this.spec.work.sample(instance.random) * instance.spell.slowness(at) + instance.hangMs;
    instance.hangMs = 0;
    if (!instance.poisonNext) return;
    instance.poisonNext = false;
    this.poisoned.add(instance.hand[0].ref);
  }

  private end(instance: Instance, at: number): void {
    const lease = instance.hand.shift();
    instance.endMs = Infinity;
    if (lease === undefined) return;
    this.meter.served(lease.receivedMs, instance.startMs - lease.receivedMs, at - instance.startMs);
    if (!this.poisoned.has(lease.ref)) {
      this.finished(instance, lease.ref, at);
      instance.done.push(lease);
    } else if (this.spec.deletesFirst) this.giveUp(lease.ref, at);
    else this.queue.abandon(lease);
    if (instance.hand.length > 0) this.begin(instance, at);
    else this.endBatch(instance, at);
  }

  private endBatch(instance: Instance, at: number): void {
    if (!this.spec.deletesFirst && instance.done.length > 0) this.queue.delete(instance.done, at);
    instance.done = [];
  }

  /** The record goes on as it is, or what the logic makes of it does. */
  private finished(instance: Instance, ref: number, at: number): void {
    if (this.logic === null) {
      this.out.emit(at, ref);
      return;
    }
    let passed = false;
    this.logic.done(ref, instance.index, at, (made) => {
      passed ||= made === ref;
      this.out.emit(at, made);
    });
    if (passed || kindOf(ref) !== EVENT) return;
    this.run.recorder(this.id).visible(ref, this.run.rows.events.happenedAt.at(ref), at);
    this.run.ledger.end(rowOf(ref), this.codes.delivered);
  }

  /** Deleted before the work, a record that fails has no other try. */
  private giveUp(ref: number, at: number): void {
    if (this.deadLetter.wired) this.deadLetter.emit(at, ref);
    else if (kindOf(ref) === EVENT) {
      this.meter.intervalDropped++;
      this.run.ledger.end(rowOf(ref), this.codes.givenUp);
    }
  }

  // ---- Faults ------------------------------------------------------------------------------------------------
  override strike(strike: Strike, at: number): void {
    const { durationMs } = strike;
    const instance = this.instances[(strike.index ?? 0) % this.instances.length];
    switch (strike.fault) {
      case "crash":
        this.crash(instance, at, durationMs);
        break;
      case "zone-loss":
        for (const each of this.instances) if (inZone(each.index, strike.index ?? 0)) this.crash(each, at, durationMs);
        break;
      case "outage":
        for (const each of this.instances) this.crash(each, at, durationMs);
        break;
      case "zombie":
        instance.spell.stayAway(at, durationMs);
        instance.endMs += durationMs;
        break;
      case "stuck":
        if (instance.hand.length > 0) instance.endMs += durationMs;
        else instance.hangMs += durationMs;
        break;
      case "slow":
        instance.spell.slow(amountOf(strike), at + durationMs);
        break;
      case "poison":
        instance.poisonNext = true;
        this.agenda.add(at + durationMs, () => {
          instance.poisonNext = false;
          this.poisoned.clear();
        });
        break;
      case "rolling-restart":
        this.remark(at, "rolling-restart", { instances: this.instances.length, awayMs: durationMs / this.instances.length });
        this.agenda.addInTurn(this.instances.length, at, durationMs, (index, _now, backAt) =>
          this.instances[index].spell.stayAwayUntil(backAt),
        );
        break;
    }
  }

  private crash(instance: Instance, at: number, durationMs: number): void {
    const { deletesFirst } = this.spec;
    const lostRecords = deletesFirst ? instance.hand.length : 0;
    const againRecords = deletesFirst ? 0 : instance.done.length;
    for (const lease of instance.hand) {
      if (!deletesFirst) this.queue.abandon(lease);
      else if (kindOf(lease.ref) === EVENT) {
        this.meter.intervalDropped++;
        this.run.ledger.end(rowOf(lease.ref), this.codes.crash);
      }
    }
    if (!deletesFirst) for (const lease of instance.done) this.queue.leave(lease);
    instance.hand = [];
    instance.done = [];
    instance.endMs = Infinity;
    instance.poisonNext = false;
    this.logic?.died(instance.index);
    this.meter.downMs += instance.spell.stayAway(at, durationMs);
    this.remark(at, "crash", { instance: instance.index, lostRecords, againRecords }, "commit");
  }

  override nextChangeMs(): number {
    return this.agenda.nextMs;
  }

  override change(at: number): void {
    this.agenda.run(at);
  }

  override isDown(at: number): boolean {
    return this.instances.every(({ spell }) => spell.isAway(at));
  }

  // ---- End of input, figures ---------------------------------------------------------------------------------
  override finish(): boolean {
    return this.instances.every(({ hand, done }) => hand.length === 0 && done.length === 0);
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    let held = 0;
    for (const { hand } of this.instances) for (const { ref } of hand) if (kindOf(ref) === EVENT) held++;
    return held;
  }

  override servers(): number {
    return this.spec.instances;
  }
}
