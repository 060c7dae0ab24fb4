import { BatchedHistogram, TimeStretches, UNITS_PER_MS, unitsOf } from "../../base/batched-histogram.ts";

const CELLS = 512;

/**
 * What a station of the event heap measures, one event at a time and in the way such a simulator would: the same quantities the
 * engine's stations keep for every record (books/node-meter.ts), so that a comparison of speed compares equal work. Waits lie in
 * a histogram with 64 batches; who waits is swept over time in cells; sums are whole units of 1/1024 ms.
 */
export class StationStatistics {
  arrivals = 0;
  bytesIn = 0;
  queueMax = 0;
  intervalArrivals = 0;
  intervalBusyMs = 0;
  servedCount = 0;
  lastEndMs = 0;
  readonly waits = new BatchedHistogram();
  /** Waiting records times units, by cell of the measured span; the last cell takes what comes after it. */
  readonly cells = new Float64Array(CELLS);
  private serviceUnits = 0;
  private busyUnits = 0;
  private waitUnits = 0;
  private sweptUnits = 0;
  private readonly cellUnits: number;
  private readonly fromMs: number;
  private readonly untilMs: number;
  private readonly stretches: TimeStretches;

  constructor(fromMs: number, untilMs: number) {
    this.fromMs = fromMs;
    this.untilMs = untilMs;
    this.stretches = new TimeStretches(fromMs, untilMs);
    this.cellUnits = Math.max(1, Math.ceil(((untilMs - fromMs) * UNITS_PER_MS) / CELLS));
  }

  /** A record of 100 B comes, as in every case of the bench. */
  arrived(): void {
    this.arrivals++;
    this.intervalArrivals++;
    this.bytesIn += 100;
  }

  /** Another record waits; with it `waiting` do. */
  queued(now: number, waiting: number): void {
    this.sweep(now, waiting - 1);
    if (waiting > this.queueMax) this.queueMax = waiting;
  }

  /** One of the `waiting` leaves the queue. */
  dequeued(now: number, waiting: number): void {
    this.sweep(now, waiting);
  }

  /** A service begins for the record that came at `at`. */
  begun(at: number, waitMs: number, serviceMs: number, now: number): void {
    this.intervalBusyMs += serviceMs;
    const units = unitsOf(serviceMs);
    if (now >= this.fromMs && now < this.untilMs) this.busyUnits += units;
    this.serviceUnits += units;
    this.waitUnits += unitsOf(waitMs);
    this.servedCount++;
    if (now + serviceMs > this.lastEndMs) this.lastEndMs = now + serviceMs;
    this.waits.add(this.stretches.at(at), waitMs);
  }

  /** `waiting` records have waited since the queue last changed. */
  private sweep(now: number, waiting: number): void {
    const to = unitsOf(now);
    let from = this.sweptUnits;
    this.sweptUnits = to;
    if (waiting === 0) return;
    while (from < to) {
      const cell = Math.min(CELLS - 1, Math.floor(from / this.cellUnits));
      const end = cell === CELLS - 1 ? to : Math.min(to, (cell + 1) * this.cellUnits);
      this.cells[cell] = this.cells[cell]! + waiting * (end - from);
      from = end;
    }
  }

  /** The area under the number of those who wait, in record-ms. */
  get queueRecordMs(): number {
    return this.cells.reduce((sum, units) => sum + units, 0) / UNITS_PER_MS;
  }

  get waitSumMs(): number {
    return this.waitUnits / UNITS_PER_MS;
  }

  get serviceSumMs(): number {
    return this.serviceUnits / UNITS_PER_MS;
  }

  get busyMs(): number {
    return this.busyUnits / UNITS_PER_MS;
  }
}
