import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { amountOf, OutPort, Part } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { Lease, MessageQueue } from "./message-queue.ts";

export type QueueStationSpec = { readonly servers: number; readonly service: Sampler };

/** The remarks of a station, whatever it takes its records from. */
type Remarks = {
  readonly crash: { readonly downMs: number; readonly lostRecords: number };
  readonly outage: { readonly downMs: number; readonly queueStops: boolean };
};

/**
 * Servers that each receive one message, work on it and delete it. Nothing waits here: what nobody has received is the queue's, and
 * what a crash breaks off comes again when its visibility time-out is over.
 */
export class QueueStation extends Part<Remarks> {
  private readonly queue: MessageQueue;
  private readonly out: OutPort;
  private readonly spec: QueueStationSpec;
  private readonly random: RandomStream;
  private readonly spell = new Spell();
  /** Servers at work, by when they are done. */
  private readonly ends = new TimeQueue();
  /** What each server works on. */
  private readonly leases: (Lease | null)[];
  private readonly idle: number[];
  /** The last instant at which something was done. */
  private now = 0;

  constructor(id: string, run: RunContext, queue: MessageQueue, outputs: readonly RowQueue[], spec: QueueStationSpec) {
    super(id, run);
    this.queue = queue;
    this.out = new OutPort(this, run, outputs);
    this.spec = spec;
    this.random = run.randomStream(id, "service");
    this.leases = Array.from({ length: spec.servers }, () => null);
    this.idle = this.leases.map((_, server) => server).reverse();
  }

  advance(until: number): void {
    for (;;) {
      const receiveMs = this.nextReceiveMs();
      if (this.ends.time <= receiveMs) {
        if (this.ends.time >= until) return;
        this.end(this.ends.time);
      } else {
        if (receiveMs >= until) return;
        this.begin(receiveMs);
      }
    }
  }

  private nextReceiveMs(): number {
    return this.idle.length === 0 ? Infinity : Math.max(this.now, this.spell.awayUntil, this.queue.nextMessageMs());
  }

  override nextWorkMs(): number {
    return Math.min(this.ends.time, this.nextReceiveMs());
  }

  private begin(at: number): void {
    this.now = at;
    const [lease] = this.queue.receive(at, 1);
    if (lease === undefined) return;
    const server = this.idle.pop() ?? 0;
    const serviceMs = this.spec.service.sample(this.random) * this.spell.slowness(at);
    this.meter.arrived(this.bytesOf(lease.ref));
    this.meter.served(at, 0, serviceMs);
    this.leases[server] = lease;
    this.ends.push(at + serviceMs, server);
  }

  private end(at: number): void {
    this.now = at;
    const server = this.ends.pop();
    const lease = this.leases[server];
    this.leases[server] = null;
    this.idle.push(server);
    if (lease === null) return;
    this.queue.delete([lease], at);
    this.out.emit(at, lease.ref);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "slow") {
      this.spell.slow(amountOf(strike), at + strike.durationMs);
      return;
    }
    this.meter.downMs += this.spell.stayAway(at, strike.durationMs);
    if (strike.fault === "outage") {
      this.remark(at, "outage", { downMs: strike.durationMs, queueStops: true });
      return;
    }
    while (this.ends.size > 0) {
      const server = this.ends.pop();
      const lease = this.leases[server];
      this.leases[server] = null;
      this.idle.push(server);
      if (lease !== null) this.queue.abandon(lease);
    }
    this.remark(at, "crash", { downMs: strike.durationMs, lostRecords: 0 });
  }

  override isDown(at: number): boolean {
    return this.spell.isAway(at);
  }

  override finish(): boolean {
    return this.ends.size === 0;
  }

  /** Every event it holds has an open copy. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  override heldEvents(): number {
    let held = 0;
    for (const lease of this.leases) if (lease !== null && kindOf(lease.ref) === EVENT) held++;
    return held;
  }

  override servers(): number {
    return this.spec.servers;
  }
}
