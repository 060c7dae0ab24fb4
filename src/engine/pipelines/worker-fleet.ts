import type { RandomStream } from "../../base/rng.ts";
import type { Sampler } from "../../base/sampler.ts";
import type { Timers } from "./timers.ts";

export type FleetSpec = {
  /** Tasks a worker runs at once. */
  readonly slotsEach: number;
  /** Workers that are always there, and the most that come when tasks wait. */
  readonly least: number;
  readonly most: number;
  /** From asking for a worker until it takes tasks. */
  readonly addMs: Sampler;
};

/** Extra workers go when nothing has run or waited for so long (facts/streaming.md 3.2: 2 min at zero). */
const REMOVED_AFTER_MS = 120_000;

export type FleetWorker = { readonly number: number; used: number; awayUntil: number };

/** Workers that run tasks, each in a slot: as many as the tasks that run or wait ask for. */
export class WorkerFleet {
  readonly workers: FleetWorker[];
  private readonly spec: FleetSpec;
  private readonly timers: Timers;
  private readonly random: RandomStream;
  private coming = 0;
  /** Rises whenever there is work, so that an earlier look at an idle fleet does nothing. */
  private idleSince = 0;
  private countedTo = 0;
  private extraMs = 0;

  constructor(spec: FleetSpec, timers: Timers, random: RandomStream) {
    this.spec = spec;
    this.timers = timers;
    this.random = random;
    this.workers = Array.from({ length: spec.least }, (_, number) => ({ number, used: 0, awayUntil: -Infinity }));
  }

  /** The worker with the fewest tasks takes the next one; null while all slots are taken. */
  seat(at: number): FleetWorker | null {
    let found: FleetWorker | null = null;
    for (const worker of this.workers)
      if (worker.used < this.spec.slotsEach && worker.awayUntil <= at && (found === null || worker.used < found.used)) found = worker;
    if (found !== null) found.used++;
    return found;
  }

  /** Tasks that run or wait for a worker: more workers come, or the extra ones go after a while without any. */
  load(tasks: number, at: number): void {
    const { slotsEach, least, most, addMs } = this.spec;
    if (least === most) return;
    if (tasks === 0) {
      const seen = ++this.idleSince;
      if (this.workers.length + this.coming > least) this.timers.add(at + REMOVED_AFTER_MS, (now) => this.remove(seen, now));
      return;
    }
    this.idleSince++;
    const wanted = Math.min(most, Math.ceil(tasks / slotsEach));
    for (; this.workers.length + this.coming < wanted; this.coming++)
      this.timers.add(at + addMs.sample(this.random), (now) => this.arrive(now));
  }

  private arrive(at: number): void {
    this.coming--;
    this.count(at);
    this.workers.push({ number: this.workers.length, used: 0, awayUntil: -Infinity });
  }

  private remove(seen: number, at: number): void {
    if (seen !== this.idleSince) return;
    this.count(at);
    this.workers.length = Math.min(this.workers.length, this.spec.least);
  }

  private count(at: number): void {
    this.extraMs += (this.workers.length - 1) * (at - this.countedTo);
    this.countedTo = at;
  }

  /** Hours of workers beside the first, until `at`. */
  extraHours(at: number): number {
    return (this.extraMs + (this.workers.length - 1) * (at - this.countedTo)) / 3_600_000;
  }
}
