import { ConsumerGroup } from "./consumer-group.ts";
import type { OpenFeed } from "./consumer-group.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowBlock } from "../rows/row-block.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { Float64Tail, Int32Tail } from "../kernel/tails.ts";

/** Plain wires read as a feed of one partition: what arrives waits in memory, and a restart cannot read it again. */
export class WireFeed implements OpenFeed {
  readonly replayable = false;
  private readonly arrivedAt = new Float64Tail();
  private readonly rows = new Int32Tail();
  private readonly input: RowQueueReader;
  private readonly block = new RowBlock();
  private readonly node: string;
  private readonly run: RunContext;
  private group: ConsumerGroup | null = null;

  constructor(node: string, run: RunContext, wires: readonly RowQueue[]) {
    this.input = new RowQueueReader(wires);
    this.node = node;
    this.run = run;
  }

  /** Takes in what has arrived; the reader calls it before it reads. */
  pull(until: number): void {
    this.letGo();
    const { block, arrivedAt, rows, group } = this;
    block.take(this.input, until);
    if (block.length === 0) return;
    arrivedAt.pushMany(block.times, block.from, block.to);
    rows.pushMany(block.refs, block.from, block.to);
    if (group === null) return;
    let events = 0;
    for (let i = block.from; i < block.to; i++) if (kindOf(block.refs[i]) === EVENT) events++;
    group.heldEvents += events;
  }

  /** What was taken and committed is nobody's any more. Half of what is kept, so that each row moves once at most. */
  private letGo(): void {
    const read = this.group?.neededFrom(0) ?? 0;
    const { base, length } = this.rows;
    if (read - base < Math.max(this.run.rowsLetGo, (length - base) / 2)) return;
    this.arrivedAt.letGo(read);
    this.rows.letGo(read);
  }

  /** When the next row arrives that was not taken in, Infinity when none is on its way. */
  nextArrivalMs(): number {
    return this.input.peekTime();
  }

  partitionCount(): number {
    return 1;
  }
  base(): number {
    return this.rows.base;
  }
  times(): Float64Array {
    return this.arrivedAt.data;
  }
  enteredAt(): Float64Array {
    return this.arrivedAt.data;
  }
  refs(): Int32Array {
    return this.rows.data;
  }
  end(): number {
    return this.rows.length;
  }
  start(): number {
    return 0;
  }
  readableFrom(): number {
    return -Infinity;
  }
  gaps(): null {
    return null;
  }
  ended(): boolean {
    return false;
  }
  join(group: string): ConsumerGroup {
    this.group = new ConsumerGroup(group, this, this.run.ledger, this.node);
    this.group.grow(1);
    return this.group;
  }
}
