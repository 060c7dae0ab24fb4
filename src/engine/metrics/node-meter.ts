import { QueueArea } from "./queue-area.ts";
import { BatchedHistogram, NONE, timeStretches } from "../../base/batched-histogram.ts";

const UNITS_PER_MS = 1024;

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

  private readonly batchOf: (atMs: number) => number;

  /** `steady`: the load does not change on purpose, so stretches of time can stand for each other. */
  constructor(warmupMs: number, productionEndsMs: number, steady: boolean) {
    this.warmupMs = warmupMs;
    this.productionEndsMs = productionEndsMs;
    this.queue = new QueueArea(warmupMs, productionEndsMs);
    this.batchOf = steady ? timeStretches(warmupMs, productionEndsMs) : () => NONE;
  }

  /**
   * A record was served: it arrived at `at`, waited, and took `serviceMs` of one server. Waits and services count for what
   * arrived after the warm-up; work counts as utilisation when it begins between the warm-up and the end of production, so that
   * neither a backlog of the warm-up nor a drain dilutes it.
   */
  served(at: number, waitMs: number, serviceMs: number): void {
    this.intervalBusyMs += serviceMs;
    const units = Math.round(serviceMs * UNITS_PER_MS);
    const begunAt = at + waitMs;
    if (begunAt + serviceMs > this.lastEndMs) this.lastEndMs = begunAt + serviceMs;
    if (begunAt >= this.warmupMs && begunAt < this.productionEndsMs) this.busyUnits += units;
    if (at < this.warmupMs) return;
    this.serviceUnits += units;
    this.waitUnits += Math.round(waitMs * UNITS_PER_MS);
    this.serviceCount++;
    if (waitMs > 0) this.queue.waited(at, at + waitMs);
    this.waits.add(this.batchOf(at), waitMs);
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

  arrived(bytes: number): void {
    this.arrivals++;
    this.intervalArrivals++;
    this.bytesIn += bytes;
  }
}
