import { QueueArea } from "./queue-area.ts";
import { BatchedHistogram, NONE, TimeStretches, UNITS_PER_MS, unitsOf } from "../../base/batched-histogram.ts";

/** Records that were served are looked at so many at a time: loops over arrays are several times faster than a call each. */
const BLOCK = 512;

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
  queueMax = 0;
  downMs = 0;

  intervalArrivals = 0;
  intervalBusyMs = 0;
  intervalDropped = 0;

  private readonly warmupMs: number;
  private readonly productionEndsMs: number;
  /** Sums in whole units of 1/1024 ms: whole numbers add up to the same in any order, so tasks may take turns (E3). */
  private serviceUnits = 0;
  private busyUnits = 0;
  private waitUnits = 0;
  private servedCount = 0;
  private lastEnd = 0;
  private readonly waitTimes = new BatchedHistogram();
  private readonly queueArea: QueueArea;
  private readonly stretches: TimeStretches | null;
  /** Records that were served and not looked at yet; whoever asks has them looked at first. */
  private pending = 0;
  private readonly pendingAt = new Float64Array(BLOCK);
  private readonly pendingWaits = new Float64Array(BLOCK);
  private readonly pendingServices = new Float64Array(BLOCK);

  /** `steady`: the load does not change on purpose, so stretches of time can stand for each other. */
  constructor(warmupMs: number, productionEndsMs: number, steady: boolean) {
    this.warmupMs = warmupMs;
    this.productionEndsMs = productionEndsMs;
    this.queueArea = new QueueArea(warmupMs, productionEndsMs);
    this.stretches = steady ? new TimeStretches(warmupMs, productionEndsMs) : null;
  }

  /**
   * A record was served: it arrived at `at`, waited, and took `serviceMs` of one server. Waits and services count for what
   * arrived after the warm-up; work counts as utilisation when it begins between the warm-up and the end of production, so that
   * neither a backlog of the warm-up nor a drain dilutes it.
   */
  served(at: number, waitMs: number, serviceMs: number): void {
    this.intervalBusyMs += serviceMs;
    if (this.pending === BLOCK) this.settle();
    const i = this.pending++;
    this.pendingAt[i] = at;
    this.pendingWaits[i] = waitMs;
    this.pendingServices[i] = serviceMs;
  }

  private settle(): void {
    if (this.pending === 0) return;
    this.count(this.pendingAt, this.pendingWaits, this.pendingServices, this.pending);
    this.pending = 0;
  }

  /**
   * As `served` for many records in order of arrival, which is at times[from + i]; each began at starts[i] and took
   * services[i]. Waits are left in `starts`.
   */
  servedMany(times: Float64Array, from: number, starts: Float64Array, services: Float64Array, count: number): void {
    this.settle();
    if (count === 0) return;
    const measured = times[from] >= this.warmupMs && starts[count - 1] < this.productionEndsMs - 1;
    if (measured) this.countMeasured(times, from, starts, services, count);
    else this.countAtTheEdges(times, from, starts, services, count);
  }

  /** All came after the warm-up and began before the end of production: nothing to tell apart, so one short loop. */
  private countMeasured(times: Float64Array, from: number, starts: Float64Array, services: Float64Array, count: number): void {
    let busyMs = this.intervalBusyMs;
    let serviceUnits = 0;
    let waitUnits = 0;
    let lastEndMs = this.lastEnd;
    for (let i = 0; i < count; i++) {
      const start = starts[i];
      const serviceMs = services[i];
      const waitMs = start - times[from + i];
      const endMs = start + serviceMs;
      busyMs += serviceMs;
      serviceUnits += Math.floor(serviceMs * UNITS_PER_MS + 0.5);
      waitUnits += Math.floor(waitMs * UNITS_PER_MS + 0.5);
      if (endMs > lastEndMs) lastEndMs = endMs;
      starts[i] = waitMs;
    }
    this.intervalBusyMs = busyMs;
    this.lastEnd = lastEndMs;
    this.serviceUnits += serviceUnits;
    this.busyUnits += serviceUnits;
    this.waitUnits += waitUnits;
    this.servedCount += count;
    this.keepWaits(times, from, starts, 0, count);
  }

  private countAtTheEdges(times: Float64Array, from: number, starts: Float64Array, services: Float64Array, count: number): void {
    let busyMs = this.intervalBusyMs;
    for (let i = 0; i < count; i++) busyMs += services[i];
    this.intervalBusyMs = busyMs;
    const { warmupMs, productionEndsMs } = this;
    let first = 0;
    let serviceUnits = 0;
    let busyUnits = 0;
    let waitUnits = 0;
    let lastEndMs = this.lastEnd;
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
    this.lastEnd = lastEndMs;
    this.serviceUnits += serviceUnits;
    this.busyUnits += busyUnits;
    this.waitUnits += waitUnits;
    if (first === count) return;
    this.servedCount += count - first;
    this.keepWaits(times, from, starts, first, count);
  }

  /** Waits of records first .. count - 1, by the batch they came in, and over time. */
  private keepWaits(times: Float64Array, from: number, waits: Float64Array, first: number, count: number): void {
    this.queueArea.waitedInOrder(times, from, waits, first, count);
    const batch = this.batchOf(times[from + first]);
    if (batch === this.batchOf(times[from + count - 1])) this.waitTimes.addMany(batch, waits, first, count);
    else for (let i = first; i < count; i++) this.waitTimes.add(this.batchOf(times[from + i]), waits[i]);
  }

  /** As `arrived` and `served` for rows a task has finished, in this order; it may be done with them only afterwards. */
  finished({ count, bytes, readableAt, waits, services }: ServedRows): void {
    let bytesIn = 0;
    let busyMs = this.intervalBusyMs;
    for (let i = 0; i < count; i++) {
      bytesIn += bytes[i];
      busyMs += services[i];
    }
    this.arrivedMany(count, bytesIn);
    this.intervalBusyMs = busyMs;
    this.settle();
    this.count(readableAt, waits, services, count);
  }

  /** Counts records in the order they were served, whenever they came. The arrays are used up. */
  private count(times: Float64Array, waits: Float64Array, services: Float64Array, count: number): void {
    const { warmupMs, productionEndsMs } = this;
    let kept = 0;
    let lastEndMs = this.lastEnd;
    let serviceUnits = 0;
    let busyUnits = 0;
    let waitUnits = 0;
    for (let i = 0; i < count; i++) {
      const at = times[i];
      const waitMs = waits[i];
      const serviceMs = services[i];
      const begunAt = at + waitMs;
      const units = unitsOf(serviceMs);
      if (begunAt + serviceMs > lastEndMs) lastEndMs = begunAt + serviceMs;
      if (begunAt >= warmupMs && begunAt < productionEndsMs) busyUnits += units;
      if (at < warmupMs) continue;
      serviceUnits += units;
      waitUnits += unitsOf(waitMs);
      times[kept] = at;
      // Less than no time is what rounding leaves of none.
      waits[kept++] = waitMs > 0 ? waitMs : 0;
    }
    this.lastEnd = lastEndMs;
    this.serviceUnits += serviceUnits;
    this.busyUnits += busyUnits;
    this.waitUnits += waitUnits;
    this.servedCount += kept;
    this.queueArea.waitedMany(times, 0, waits, 0, kept);
    if (this.stretches === null) this.waitTimes.addMany(NONE, waits, 0, kept);
    else for (let i = 0; i < kept; i++) this.waitTimes.add(this.stretches.at(times[i]), waits[i]);
  }

  get waits(): BatchedHistogram {
    this.settle();
    return this.waitTimes;
  }

  get queue(): QueueArea {
    this.settle();
    return this.queueArea;
  }

  get serviceCount(): number {
    this.settle();
    return this.servedCount;
  }

  /** When the last service ended. */
  get lastEndMs(): number {
    this.settle();
    return this.lastEnd;
  }

  /** Server-milliseconds of work begun between the warm-up and the end of production. */
  get busyMs(): number {
    this.settle();
    return this.busyUnits / UNITS_PER_MS;
  }

  get serviceSumMs(): number {
    this.settle();
    return this.serviceUnits / UNITS_PER_MS;
  }

  get waitSumMs(): number {
    this.settle();
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
