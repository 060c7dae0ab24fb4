import { ConsumerGroup } from "./consumer-group.ts";
import type { OpenFeed } from "./consumer-group.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { Float64Tail, Int32Tail } from "../kernel/tails.ts";

/**
 * Plain wires in front of several instances: each record goes to the next instance that is up, as behind a load balancer.
 * What an instance has not begun waits in its memory, as one partition, and is gone with it.
 */
export class DealtFeed implements OpenFeed {
  readonly replayable = false;
  private readonly queues: { readonly at: Float64Tail; readonly refs: Int32Tail }[];
  private readonly input: RowQueueReader;
  private readonly node: string;
  private readonly run: RunContext;
  private readonly refusedCode: number;
  private group: ConsumerGroup | null = null;
  private turn = 0;

  constructor(node: string, run: RunContext, wires: readonly RowQueue[], instances: number) {
    this.input = new RowQueueReader(wires);
    this.node = node;
    this.run = run;
    this.queues = Array.from({ length: instances }, () => ({ at: new Float64Tail(), refs: new Int32Tail() }));
    this.refusedCode = run.ledger.code("dropped", node, "no instance was up");
  }

  /** Takes in what arrives before `until`: asks who is up at each arrival, and tells whose turn it was. */
  pull(until: number, isUp: (instance: number, at: number) => boolean, dealt: (instance: number, at: number) => void): void {
    this.letGo();
    while (this.input.next(until)) {
      const { ref, time } = this.input;
      const isEvent = kindOf(ref) === EVENT;
      if (!this.nextUp(time, isUp)) {
        if (isEvent) this.run.ledger.end(ref, this.refusedCode);
        continue;
      }
      this.queues[this.turn].at.push(time);
      this.queues[this.turn].refs.push(ref);
      if (isEvent && this.group !== null) this.group.heldEvents++;
      dealt(this.turn, time);
    }
  }

  /** What an instance has taken and committed is nobody's any more. */
  private letGo(): void {
    this.queues.forEach(({ at, refs }, p) => {
      const read = this.group?.neededFrom(p) ?? 0;
      if (read - refs.base < Math.max(this.run.rowsLetGo, (refs.length - refs.base) / 2)) return;
      at.letGo(read);
      refs.letGo(read);
    });
  }

  /** It is the next instance's turn that is up; false when none is. */
  private nextUp(at: number, isUp: (instance: number, at: number) => boolean): boolean {
    const before = this.turn;
    for (let tries = 0; tries < this.queues.length; tries++) {
      this.turn = (this.turn + 1) % this.queues.length;
      if (isUp(this.turn, at)) return true;
    }
    this.turn = before;
    return false;
  }

  /** When the next row arrives, Infinity when none is on its way. */
  nextArrivalMs(): number {
    return this.input.peekTime();
  }

  get empty(): boolean {
    return this.input.empty;
  }

  partitionCount(): number {
    return this.queues.length;
  }
  base(p: number): number {
    return this.queues[p].refs.base;
  }
  times(p: number): Float64Array {
    return this.queues[p].at.data;
  }
  enteredAt(p: number): Float64Array {
    return this.queues[p].at.data;
  }
  refs(p: number): Int32Array {
    return this.queues[p].refs.data;
  }
  end(p: number): number {
    return this.queues[p].refs.length;
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
    this.group.grow(this.queues.length);
    return this.group;
  }
}
