import { Histogram } from "../../base/histogram.ts";

/**
 * What a part counts about itself. Counters cover the whole run; waits and services only what arrived after the
 * warm-up. `intervalX` fields restart at every sample and feed the live figures.
 */
export class NodeMeter {
  arrivals = 0;
  departures = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Server-milliseconds of work done since the warm-up. */
  busyMs = 0;
  serviceSumMs = 0;
  serviceCount = 0;
  queueMax = 0;
  downMs = 0;
  readonly waits = new Histogram();
  waitSumMs = 0;

  intervalArrivals = 0;
  intervalBusyMs = 0;
  intervalDropped = 0;

  private readonly warmupMs: number;

  constructor(warmupMs: number) {
    this.warmupMs = warmupMs;
  }

  /** A record was served: it arrived at `at`, waited, and took `serviceMs` of one server. */
  served(at: number, waitMs: number, serviceMs: number): void {
    this.intervalBusyMs += serviceMs;
    if (at < this.warmupMs) return;
    this.busyMs += serviceMs;
    this.serviceSumMs += serviceMs;
    this.serviceCount++;
    this.waitSumMs += waitMs;
    this.waits.add(waitMs);
  }

  arrived(bytes: number): void {
    this.arrivals++;
    this.intervalArrivals++;
    this.bytesIn += bytes;
  }
}
