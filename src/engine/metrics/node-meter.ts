import { QueueArea } from "./queue-area.ts";
import { BatchedHistogram, NONE, TimeStretches, UNITS_PER_MS, unitsOf } from "../../base/batched-histogram.ts";

/** Records that were served one after the other, side by side in arrays: their bytes, when they came, waited and took. */
export type ServedRows = {
  readonly count: number;
  readonly bytes: Int32Array;
  readonly readableAt: Float64Array;
  readonly waits: Float64Array;
  readonly services: Float64Array;
};

/**
 * What a part counts about itself. Counters cover the whole run; waits and services only what arrived after the
 * warm-up. `intervalX` fields restart at every sample and feed the live figures.
 */
export class NodeMeter {
  arrivals = 0;
  departures = 0;
  bytesIn = 0;
  bytesOut = 0;
  serviceCount = 0;
  queueMax = 0;
  downMs = 0;
  /** When the last service ended. */
  lastEndMs = 0;
  readonly waits = new BatchedHistogram();
  readonly queue: QueueArea;

  intervalArrivals = 0;
  intervalBusyMs = 0;
  intervalDropped = 0;

  private readonly warmupMs: number;
  private readonly productionEndsMs: number;
  /** Sums in whole units of 1/1024 ms: whole numbers add up to the same in any order, so tasks may take turns (E3). */
  private serviceUnits = 0;
  private busyUnits = 0;
  private waitUnits = 0;

  private readonly stretches: TimeStretches | null;

  /** `steady`: the load does not change on purpose, so stretches of time can stand for each other. */
  constructor(warmupMs: number, productionEndsMs: number, steady: boolean) {
    this.warmupMs = warmupMs;
    this.productionEndsMs = productionEndsMs;
    this.queue = new QueueArea(warmupMs, productionEndsMs);
    this.stretches = steady ? new TimeStretches(warmupMs, productionEndsMs) : null;
  }

  /**
   * A record was served: it arrived at `at`, waited, and took `serviceMs` of one server. Waits and services count for what
   * arrived after the warm-up; work counts as utilisation when it begins between the warm-up and the end of production, so that
   * neither a backlog of the warm-up nor a drain dilutes it.
   */
  served(at: number, waitMs: number, serviceMs: number): void {
    this.intervalBusyMs += serviceMs;
    const units = unitsOf(serviceMs);
    const begunAt = at + waitMs;
    if (begunAt + serviceMs > this.lastEndMs) this.lastEndMs = begunAt + serviceMs;
    if (begunAt >= this.warmupMs && begunAt < this.productionEndsMs) this.busyUnits += units;
    if (at < this.warmupMs) return;
    this.serviceUnits += units;
    this.waitUnits += unitsOf(waitMs);
    this.serviceCount++;
    if (waitMs > 0) this.queue.waited(at, at + waitMs);
    this.waits.add(this.batchOf(at), waitMs);
  }

  /**
   * As `served` for many records in order of arrival, which is at times[from + i]; each began at starts[i] and took
   * services[i]. Waits are left in `starts`.
   */
  servedMany(times: Float64Array, from: number, starts: Float64Array, services: Float64Array, count: number): void {
    let busyMs = this.intervalBusyMs;
    for (let i = 0; i < count; i++) busyMs += services[i];
    this.intervalBusyMs = busyMs;
    const { warmupMs, productionEndsMs } = this;
    let first = 0;
    let serviceUnits = 0;
    let busyUnits = 0;
    let waitUnits = 0;
    let { lastEndMs } = this;
    for (let i = 0; i < count; i++) {
      const at = times[from + i];
      if (starts[i] + services[i] > lastEndMs) lastEndMs = starts[i] + services[i];
      const waitMs = starts[i] - at;
      const begunAt = at + waitMs;
      const units = unitsOf(services[i]);
      if (begunAt >= warmupMs && begunAt < productionEndsMs) busyUnits += units;
      if (at < warmupMs) first++;
      else {
        serviceUnits += units;
        waitUnits += unitsOf(waitMs);
      }
      starts[i] = waitMs;
    }
    this.lastEndMs = lastEndMs;
    this.serviceUnits += serviceUnits;
    this.busyUnits += busyUnits;
    this.waitUnits += waitUnits;
    this.countWaits(times, from, starts, first, count);
  }

  /** As `arrived` and `served` for the rows a task has finished, which came in this order. What is left in `waits` is not negative. */
  finished({ count, bytes, readableAt, waits, services }: ServedRows): void {
    const { warmupMs, productionEndsMs } = this;
    let first = 0;
    let bytesIn = 0;
    let [busyMs, lastEndMs] = [this.intervalBusyMs, this.lastEndMs];
    let [serviceUnits, busyUnits, waitUnits] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const begunAt = readableAt[i] + waits[i];
      const units = unitsOf(services[i]);
      bytesIn += bytes[i];
      busyMs += services[i];
      if (begunAt + services[i] > lastEndMs) lastEndMs = begunAt + services[i];
      if (begunAt >= warmupMs && begunAt < productionEndsMs) busyUnits += units;
      if (readableAt[i] < warmupMs) first++;
      else {
        serviceUnits += units;
        waitUnits += unitsOf(waits[i]);
      }
      // Less than no time is what rounding leaves of none.
      if (waits[i] < 0) waits[i] = 0;
    }
    this.arrivedMany(count, bytesIn);
    this.intervalBusyMs = busyMs;
    this.lastEndMs = lastEndMs;
    this.serviceUnits += serviceUnits;
    this.busyUnits += busyUnits;
    this.waitUnits += waitUnits;
    this.countWaits(readableAt, 0, waits, first, count);
  }

  /** Waits of records from `first` to count - 1 that came at times[from + i], in order. */
  private countWaits(times: Float64Array, from: number, waits: Float64Array, first: number, count: number): void {
    if (first === count) return;
    this.serviceCount += count - first;
    this.queue.waitedMany(times, from, waits, first, count);
    const batch = this.batchOf(times[from + first]);
    if (batch === this.batchOf(times[from + count - 1])) this.waits.addMany(batch, waits, first, count);
    else for (let i = first; i < count; i++) this.waits.add(this.batchOf(times[from + i]), waits[i]);
  }

  /** Server-milliseconds of work begun between the warm-up and the end of production. */
  get busyMs(): number {
    return this.busyUnits / UNITS_PER_MS;
  }

  get serviceSumMs(): number {
    return this.serviceUnits / UNITS_PER_MS;
  }

  get waitSumMs(): number {
    return this.waitUnits / UNITS_PER_MS;
  }

  private batchOf(atMs: number): number {
    return this.stretches === null ? NONE : this.stretches.at(atMs);
  }

  arrivedMany(records: number, bytes: number): void {
    this.arrivals += records;
    this.intervalArrivals += records;
    this.bytesIn += bytes;
  }

  arrived(bytes: number): void {
    this.arrivals++;
    this.intervalArrivals++;
    this.bytesIn += bytes;
  }
}
