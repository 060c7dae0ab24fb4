import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import { NOTHING } from "../calls/calls.ts";
import type { Call } from "../calls/calls.ts";
import { KeyMap } from "../kernel/key-map.ts";
import { TimeQueue } from "../kernel/time-queue.ts";
import { CallPart } from "../part/call-part.ts";
import { amountOf } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Spell } from "../part/spells.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { IdGeneratorRemarks } from "./remarks.ts";

/** Ids by the clock: so many ms a unit, then bits of the worker, then a sequence that begins anew with each unit. */
export type ClockBits = { readonly unitMs: number; readonly workerBits: number; readonly sequenceBits: number };

export type IdGeneratorSpec = {
  readonly servers: number;
  /** By the clock; or a counter, of which server n of m gives every m-th from n on, or, where nobody told them, each the same. */
  readonly scheme: ClockBits | { readonly counts: "own offsets" | "the same" };
  /** What an id takes of a server, one caller after another. */
  readonly handOut: Sampler;
  /** Ids a counter is logged ahead by: a crash leaves out what is left of them. */
  readonly loggedAhead: number;
  /** Where the clock is before the last id: the call is refused; or the id is made all the same. */
  readonly clockBack: "refuses" | "goes on";
};

type Server = {
  readonly spell: Spell;
  line: Call[];
  serving: Call | null;
  beganAt: number;
  /** When what it makes is ready; Infinity while it makes none. */
  readyAt: number;
  /** Of a counter: the next one, and up to where it is logged. */
  next: number;
  logged: number;
  /** Of a clock: the unit of the last id, its sequence, and how far the clock is behind. */
  unit: number;
  sequence: number;
  behindMs: number;
};

/**
 * Servers that make ids when they are asked, by turns: by a counter on disk or by their clock. A reply brings the id. Time counts from the
 * beginning of the run, and ids begin after those of what was stored before. In `calls`.
 */
export class IdGenerator extends CallPart<IdGeneratorRemarks> {
  /** Ids that were given before; ids of a counter that nobody will ever be given. */
  repeated = 0;
  burnt = 0;
  private given = 0;
  private readonly seen = new KeyMap();
  private readonly input: RowQueueReader;
  private readonly spec: IdGeneratorSpec;
  private readonly random: RandomStream;
  private readonly machines: readonly Server[];
  private readonly done = new TimeQueue();
  private turn = 0;
  private waitedAt = -Infinity;

  constructor(id: string, run: RunContext, wires: { calls: readonly RowQueue[] }, spec: IdGeneratorSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    this.random = run.randomStream(id, "ids");
    const fresh = { serving: null, beganAt: 0, readyAt: Infinity, next: 0, logged: 0, unit: -1, sequence: 0, behindMs: 0 };
    this.machines = Array.from({ length: spec.servers }, () => ({ ...fresh, spell: new Spell(), line: [] }));
  }

  protected nextOwnAt(): number {
    return Math.min(this.done.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.done.time <= at) return this.served(this.done.pop(), at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    if (call.op !== "keys" || call.key !== 1) return this.calls.refuse(call, at, "not understood", this.place);
    this.meter.arrived(call.bytes);
    const number = this.nextServer(at);
    if (number < 0) return this.calls.refuse(call, at, "no id server", this.place);
    if (this.machines[number].serving === null) this.serve(number, call, at);
    else this.machines[number].line.push(call);
  }

  /** The next one that is up, -1 when none is. */
  private nextServer(at: number): number {
    for (let i = 0; i < this.machines.length; i++) {
      const number = this.turn++ % this.machines.length;
      if (!this.machines[number].spell.isAway(at)) return number;
    }
    return -1;
  }

  private serve(number: number, call: Call, at: number): void {
    const server = this.machines[number];
    server.serving = call;
    server.beganAt = at;
    if (call.trace !== null) this.calls.begun(call, at, this.machines.length === 1 ? "" : `server ${number}`);
    server.readyAt = at + this.spec.handOut.sample(this.random) * server.spell.slowness(at);
    this.done.push(server.readyAt, number);
  }

  private served(number: number, at: number): void {
    const server = this.machines[number];
    const call = server.serving;
    // Its server died meanwhile, or makes another one by now.
    if (call === null || server.readyAt !== at) return;
    const id = this.makeId(number, at);
    if (id === "wait") return this.waitForUnit(number, at);
    server.serving = null;
    this.meter.departures++;
    this.meter.served(call.sentAt, server.beganAt - call.sentAt, at - server.beganAt);
    if (id === "refused") this.calls.refuse(call, at, "clock went back", this.place);
    else this.give(call, id, at);
    const next = server.line.shift();
    if (next !== undefined) this.serve(number, next, at);
  }

  private give(call: Call, id: number, at: number): void {
    this.given++;
    if (this.seen.get(id) >= 0) this.repeated++;
    else this.seen.set(id, 0);
    this.calls.answer(call, at, NOTHING, this.place, id);
  }

  private makeId(number: number, at: number): number | "wait" | "refused" {
    const { scheme, servers, loggedAhead } = this.spec;
    const server = this.machines[number];
    const stock = this.run.desk.items?.stockItems ?? 0;
    if ("unitMs" in scheme) {
      const made = this.byClock(scheme, server, at);
      if (made !== "id") return made;
      return stock + (server.unit * 2 ** scheme.workerBits + number) * 2 ** scheme.sequenceBits + server.sequence;
    }
    const count = server.next++;
    if (server.next > server.logged) server.logged = server.next + loggedAhead;
    return stock + (scheme.counts === "own offsets" ? count * servers + number : count);
  }

  /** Moves the server on to its next unit and sequence. */
  private byClock({ unitMs, sequenceBits }: ClockBits, server: Server, at: number): "id" | "wait" | "refused" {
    const unit = Math.max(0, Math.floor((at - server.behindMs) / unitMs));
    if (unit < server.unit && this.spec.clockBack === "refuses") return "refused";
    if (unit !== server.unit) {
      server.unit = unit;
      server.sequence = 0;
      return "id";
    }
    if (server.sequence + 1 >= 2 ** sequenceBits) return "wait";
    server.sequence++;
    return "id";
  }

  /** All ids of this unit are given: the next one is made when the next unit begins. */
  private waitForUnit(number: number, at: number): void {
    const { unitMs } = this.spec.scheme as ClockBits;
    const server = this.machines[number];
    const { unit } = server;
    server.readyAt = Math.max(at, (unit + 1) * unitMs + server.behindMs);
    this.done.push(server.readyAt, number);
    if (at - this.waitedAt > 60_000) this.remark(at, "ids-used-up", { server: number, unitMs });
    this.waitedAt = at;
  }

  override strike(strike: Strike, at: number): void {
    const { fault, durationMs, index = 0 } = strike;
    const number = index % this.machines.length;
    const server = this.machines[number];
    if (fault === "slow") return server.spell.slow(amountOf(strike), at + durationMs);
    if (fault === "clock-back") {
      server.behindMs += amountOf(strike);
      const refuses = this.spec.clockBack === "refuses";
      return this.remark(at, "clock-back", { server: number, byMs: amountOf(strike), refuses }, "clockBack");
    }
    const broken = server.serving === null ? server.line : [server.serving, ...server.line];
    for (const call of broken) this.calls.refuse(call, at, "id server crashed", this.place);
    server.line = [];
    server.serving = null;
    const burntIds = Math.max(0, server.logged - server.next);
    this.burnt += burntIds;
    server.next = server.logged;
    const downMs = server.spell.stayAway(at, durationMs);
    if (this.machines.length === 1) this.meter.downMs += downMs;
    this.remark(at, "id-server-crash", {
      server: number,
      downMs,
      burntIds,
      brokenRequests: broken.length,
      others: this.machines.length - 1,
    });
  }

  override isDown(at: number): boolean {
    return this.machines.every(({ spell }) => spell.isAway(at));
  }

  override finish(): boolean {
    return this.input.empty && this.machines.every(({ serving }) => serving === null);
  }

  override servers(): number {
    return this.spec.servers;
  }

  override queueLength(): number {
    return this.machines.reduce((sum, { line }) => sum + line.length, 0);
  }

  override figure(): string {
    return this.given === 0 ? "" : `${this.given.toLocaleString("en-US")} ids, ${this.repeated} repeated`;
  }

  override usage(): Record<string, number> {
    return { ...super.usage(), requests: this.meter.arrivals };
  }
}
