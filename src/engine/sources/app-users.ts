import { Part, OutPort } from "../part/part.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { Bursts } from "./arrival-rate.ts";
import { becomeRows, NOT_SENT_AGAIN, SENT } from "./arriving-events.ts";
import type { ArrivingColumns } from "./arriving-events.ts";
import { BUCKET_MS, PhoneTraffic, sendUntilMs, STRAGGLERS_MS } from "./phone-traffic.ts";
import type { PlannedStrike, TrafficOrder } from "./phone-traffic.ts";
import type { AppUsersSpec } from "./population.ts";
import { MADE_AHEAD } from "./traffic-ahead.ts";
import type { MadeAhead, TrafficAhead } from "./traffic-ahead.ts";

/**
 * App users with sessions: what their phones send (phone-traffic.ts) becomes records when it reaches the edge. The traffic is made
 * here as it is needed, or taken from whoever makes it ahead; it is the same.
 */
export class AppUsers extends Part implements MadeAhead {
  private readonly source: number;
  private readonly out: OutPort;
  private readonly spec: AppUsersSpec;
  private readonly bursts: Bursts;
  /** What has struck so far. */
  private readonly suffered: PlannedStrike[] = [];
  /** Null until it is needed. */
  private traffic: PhoneTraffic | null = null;
  private ahead: { readonly traffic: TrafficAhead; readonly strikes: readonly PlannedStrike[] } | null = null;
  /** Places before this one of the piece at hand have become rows. */
  private taken = 0;
  private bucketAt = 0;
  private waits = false;
  private refs = new Int32Array(256);
  private readonly sendUntil: number;
  private readonly lostCode: number;
  private readonly overflowCode: number;

  constructor(id: string, run: RunContext, outputs: readonly RowQueue[], spec: AppUsersSpec) {
    super(id, run);
    this.tell(MADE_AHEAD, this);
    this.source = run.rows.events.origins.open();
    this.spec = spec;
    this.out = new OutPort(this, run, outputs);
    this.bursts = new Bursts(spec.workload.bursts);
    this.sendUntil = sendUntilMs({ durationMs: run.durationMs, spec });
    this.lostCode = run.ledger.code("dropped", id, "not sent again");
    this.overflowCode = run.ledger.code("dropped", id, "device buffer full");
  }

  order(strikes: readonly PlannedStrike[]): TrafficOrder {
    const { seed, epochMs, durationMs } = this.run;
    return { id: this.id, seed, epochMs, durationMs, spec: this.spec, strikes };
  }

  follow(ahead: TrafficAhead | null, strikes: readonly PlannedStrike[]): void {
    this.ahead = ahead === null ? null : { traffic: ahead, strikes };
  }

  isReady(until: number): boolean {
    // A window may begin with the next bucket, as nothing is sent before it.
    return this.ahead === null || this.ahead.traffic.reachesMs >= until + BUCKET_MS;
  }

  advance(until: number): void {
    // Whole buckets: what lies beyond the window waits on the wire.
    if (this.ahead !== null) this.takeAhead(this.ahead.traffic, until);
    if (this.bucketAt < until) this.makeTo(until);
  }

  /** Takes what has been made, bucket by bucket; where it ends too soon, the rest is made here. */
  private takeAhead(ahead: TrafficAhead, until: number): void {
    for (let piece = ahead.piece; piece !== null && this.bucketAt < until; piece = ahead.piece) {
      const { fromMs, ends, waits, events, lost } = piece;
      let buckets = Math.min(ends.length, Math.ceil((until - fromMs) / BUCKET_MS));
      // The quotient is rounded.
      while (buckets < ends.length && fromMs + buckets * BUCKET_MS < until) buckets++;
      const to = ends[buckets - 1];
      this.become(events, this.taken, to, lost);
      this.taken = to;
      this.bucketAt = fromMs + buckets * BUCKET_MS;
      this.waits = waits[buckets - 1] === 1;
      if (buckets < ends.length) return;
      this.taken = 0;
      ahead.used();
    }
    if (ahead.reachesMs === Infinity) while (this.bucketAt < until) this.bucketAt += BUCKET_MS;
    else if (this.bucketAt < until) this.ahead = null;
  }

  private makeTo(until: number): void {
    const traffic = (this.traffic ??= this.ownTraffic());
    const { arriving } = traffic;
    const { events } = this.run.rows;
    arriving.clear();
    while (traffic.bucketAt < until) traffic.next(events.length);
    this.become(arriving, 0, arriving.count, arriving.lost);
    this.bucketAt = traffic.bucketAt;
    this.waits = traffic.waits;
  }

  /** Traffic made here, as far as it has been taken. Who followed somebody was the only source: its rows are those of the run. */
  private ownTraffic(): PhoneTraffic {
    const traffic = new PhoneTraffic(this.order([...this.suffered]));
    let rows = 0;
    while (traffic.bucketAt < this.bucketAt) {
      traffic.arriving.clear();
      traffic.next(rows);
      rows += traffic.arriving.count;
    }
    return traffic;
  }

  /** Events at these places become records and leave; of all of the piece so many are lost. */
  private become(events: ArrivingColumns, from: number, to: number, lost: number): void {
    const count = to - from;
    if (count === 0) return;
    const { rows, ledger } = this.run;
    const { recordBytes } = this.spec;
    ledger.produceMany(ledger.produced, count);
    const first = becomeRows(from, to, events, rows.events, recordBytes, this.source);
    if (this.refs.length < to) this.refs = new Int32Array(2 * to);
    const { refs } = this;
    for (let i = from; i < to; i++) refs[i] = first + i - from;
    if (lost === 0) this.send(events, from, to);
    else this.sendUnlost(events, from, to);
  }

  private sendUnlost(events: ArrivingColumns, from: number, to: number): void {
    const { fates } = events;
    for (let i = from; i < to; i++) {
      if (fates[i] === SENT) continue;
      this.send(events, from, i);
      this.meter.intervalDropped++;
      this.run.ledger.end(this.refs[i], fates[i] === NOT_SENT_AGAIN ? this.lostCode : this.overflowCode);
      from = i + 1;
    }
    this.send(events, from, to);
  }

  private send({ sentAt }: ArrivingColumns, from: number, to: number): void {
    if (from === to) return;
    this.meter.arrivedMany(to - from, (to - from) * this.spec.recordBytes);
    this.out.emitMany(sentAt, this.refs, from, to);
  }

  /** Somebody does something in nearly every bucket, until the last phone has sent what it had; a bucket is lived through whole, as it begins. */
  override nextWorkMs(): number {
    return this.bucketAt > this.sendUntil + STRAGGLERS_MS ? Infinity : this.bucketAt;
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "burst") this.bursts.add(at, at + strike.durationMs, strike.amount ?? 1);
    const planned = this.ahead?.strikes[this.suffered.length];
    this.suffered.push({ atMs: at, strike });
    this.traffic?.strike(strike, at);
    if (this.ahead !== null && !(planned !== undefined && planned.atMs === at && isSame(planned.strike, strike))) this.ahead = null;
  }

  /** A repeat is made anew, with the id of the event it repeats. */
  override eventsNeededFrom(): number {
    return Infinity;
  }

  /** Phones that are offline when production ends keep their events; those are no records. */
  override finish(at: number): boolean {
    return at >= this.sendUntil && (!this.waits || at >= this.sendUntil + STRAGGLERS_MS);
  }

  override figure(at: number): string {
    return this.bursts.factor(at) > 1 ? "burst" : "";
  }
}

function isSame(a: Strike, b: Strike): boolean {
  return a.fault === b.fault && a.durationMs === b.durationMs && a.amount === b.amount && a.index === b.index;
}
