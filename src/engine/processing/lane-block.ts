import type { Block } from "./block.ts";
import type { EventRows } from "../rows/event-rows.ts";
import { EVENT } from "../rows/rows.ts";

/** The events a lane has read and not processed yet: when each could be read and entered the buffer of its task. */
export class LaneBlock implements Block {
  readonly kind = EVENT;
  readonly from = 0;
  to = 0;
  readonly rows: Int32Array;
  readonly times: Float64Array;
  readonly users: Int32Array;
  readonly eventTimes: Float64Array;
  readonly enteredAt: Float64Array;
  readonly partitions: Int32Array;
  readonly tasks: Int32Array;
  private readonly bytes: Int32Array;

  constructor(capacity: number) {
    this.rows = new Int32Array(capacity);
    this.times = new Float64Array(capacity);
    this.users = new Int32Array(capacity);
    this.eventTimes = new Float64Array(capacity);
    this.enteredAt = new Float64Array(capacity);
    this.partitions = new Int32Array(capacity);
    this.tasks = new Int32Array(capacity);
    this.bytes = new Int32Array(capacity);
  }

  get isFull(): boolean {
    return this.to === this.rows.length;
  }

  add(row: number, user: number, readableAt: number, enteredAt: number, partition: number, task: number): void {
    const at = this.to++;
    this.rows[at] = row;
    this.users[at] = user;
    this.times[at] = readableAt;
    this.enteredAt[at] = enteredAt;
    this.partitions[at] = partition;
    this.tasks[at] = task;
  }

  /** Fetches what the events carry; answers their bytes. */
  fetch({ eventTime, bytes }: EventRows): number {
    eventTime.read(this.rows, 0, this.to, this.eventTimes);
    bytes.read(this.rows, 0, this.to, this.bytes);
    let sum = 0;
    for (let i = 0; i < this.to; i++) sum += this.bytes[i];
    return sum;
  }
}
