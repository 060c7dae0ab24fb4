import { createServers } from "./server-pool.ts";
import type { ServerPool } from "./server-pool.ts";
import { RowQueue } from "../rows/row-queue.ts";

const NO_ROW = 0;

/** Query slots: FIFO with c servers. */
export class QuerySlots {
  private readonly pool: ServerPool;
  private readonly answered = new RowQueue("queries");

  constructor(slots: number) {
    this.pool = createServers(slots, false);
  }

  /** Somebody else holds this many slots from `at` on. */
  occupy(slots: number, at: number, until: number): void {
    for (let slot = 0; slot < slots; slot++) this.run(at, until - at);
  }

  /** As `run` for the first `count` of `times`, which do not fall; answers in `doneAt`, which may be the array of services. */
  runMany(times: Float64Array, services: Float64Array, count: number, doneAt: Float64Array): void {
    const { pool, answered } = this;
    for (let i = 0; i < count; i++) {
      const end = Math.max(times[i], pool.earliest()) + services[i];
      pool.take(end, NO_ROW, answered);
      answered.takeTo(answered.tail);
      doneAt[i] = end;
    }
  }

  /** When the next slot is free, or has been since. */
  get earliest(): number {
    return this.pool.earliest();
  }

  run(at: number, serviceMs: number): { doneAt: number; waitMs: number } {
    const start = Math.max(at, this.pool.earliest());
    this.pool.take(start + serviceMs, NO_ROW, this.answered);
    this.answered.takeTo(this.answered.tail);
    return { doneAt: start + serviceMs, waitMs: start - at };
  }
}
