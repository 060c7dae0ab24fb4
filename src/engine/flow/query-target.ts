import { ServerPool } from "./server-pool.ts";
import type { VisibleRows } from "./visible-rows.ts";

/** What a dashboard asks: a store with slots for queries and rows it can show. */
export type QueryTarget = {
  readonly id: string;
  readonly visible: VisibleRows;
  /** Issues one query at `at` (times never fall); answers when it is done. */
  query(at: number): { readonly doneAt: number };
};

const NO_ROW = 0;

/** Query slots: FIFO with c servers. */
export class QuerySlots {
  private readonly pool: ServerPool;

  constructor(slots: number) {
    this.pool = new ServerPool(slots);
  }

  run(at: number, serviceMs: number): { doneAt: number; waitMs: number } {
    const start = Math.max(at, this.pool.earliest());
    this.pool.take(start + serviceMs, NO_ROW, () => {});
    return { doneAt: start + serviceMs, waitMs: start - at };
  }
}
