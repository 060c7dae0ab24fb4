import { TimeQueue } from "../kernel/time-queue.ts";

/** Rows that expire, soonest first: an index by time of expiry. */
export class ExpiringRows {
  private queue = new TimeQueue();

  add(row: number, expiresAt: number): void {
    if (expiresAt < Infinity) this.queue.push(expiresAt, row);
  }

  /** The next row that has expired by `at`, -1 when there is none; it is not found again. */
  takeDue(at: number): number {
    return this.queue.time <= at ? this.queue.pop() : -1;
  }

  clear(): void {
    this.queue = new TimeQueue();
  }
}
