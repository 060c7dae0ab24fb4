import { Part, OutPort } from "../part/part.ts";
import { EVENT, rowOf, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import { Float64List, Int32List } from "../kernel/number-lists.ts";
import { assert } from "../../base/assert.ts";

/** Marks of a row: 0 when no copy has come, the wires it came by as bits while it waits, and at last one of these. */
const JOINED = -1;
const GIVEN_UP = -2;
const MOST_WIRES = 30;

/** What is known of the rows of one stream, by row number. */
type Rows = { marks: Int32Array; firstAt: Float64Array };

/**
 * Waits until a record has arrived by every wire, and sends one copy on at that instant: the end of a fork. What has not
 * arrived by all wires `timeoutMs` after the first is given up: its copies are dropped, those still to come too. A second
 * copy by the same wire, or after the join, is a repeat and counts as deduplicated.
 */
export class Join extends Part {
  private readonly input: RowQueueReader;
  private readonly out: OutPort;
  private readonly timeoutMs: number;
  private readonly all: number;
  private readonly streams: Rows[] = [];
  private waiting = 0;
  /** Records in order of their first copy: they are given up in this order. */
  private readonly order = new Int32List();
  private readonly orderAt = new Float64List();
  private orderHead = 0;
  private heldCopies = 0;
  private readonly lostCode: number;
  private readonly repeatCode: number;

  constructor(id: string, run: RunContext, inputs: readonly RowQueue[], outputs: readonly RowQueue[], timeoutMs: number) {
    super(id, run);
    assert(inputs.length <= MOST_WIRES, `${id} joins at most ${MOST_WIRES} wires`);
    this.input = new RowQueueReader(inputs);
    this.out = new OutPort(this, run, outputs);
    this.timeoutMs = timeoutMs;
    this.all = 2 ** inputs.length - 1;
    this.lostCode = run.ledger.code("dropped", id, "copy missing");
    this.repeatCode = run.ledger.code("deduplicated");
  }

  advance(until: number): void {
    const { input } = this;
    while (input.next(until)) {
      this.giveUpBefore(input.time);
      this.meter.arrived(this.bytesOf(input.ref));
      this.take(input.ref, input.time, 1 << input.wire);
    }
    this.giveUpBefore(until);
  }

  override nextWorkMs(): number {
    const givenUpAt = this.orderHead < this.order.length ? this.orderAt.data[this.orderHead] + this.timeoutMs : Infinity;
    return Math.min(this.input.peekTime(), givenUpAt);
  }

  private take(ref: number, at: number, wire: number): void {
    const rows = this.rowsOf(ref);
    const row = rowOf(ref);
    const before = rows.marks[row];
    if (before === GIVEN_UP) return this.end(ref, this.lostCode);
    if (before === JOINED || (before & wire) !== 0) return this.end(ref, this.repeatCode);
    if (before === 0) {
      rows.firstAt[row] = at;
      this.order.push(ref);
      this.orderAt.push(at);
      this.waiting++;
    }
    if ((before | wire) !== this.all) {
      rows.marks[row] = before | wire;
      if (this.waiting > this.meter.queueMax) this.meter.queueMax = this.waiting;
      if (kindOf(ref) === EVENT) this.heldCopies++;
      return;
    }
    this.meter.served(rows.firstAt[row], at - rows.firstAt[row], 0);
    const others = this.settle(ref, JOINED);
    if (kindOf(ref) === EVENT && others > 0) this.run.ledger.retract(ref, others);
    this.out.emit(at, ref);
  }

  /** Records whose time is over strictly before `at`: a copy that comes at the last instant is in time. */
  private giveUpBefore(at: number): void {
    while (this.orderHead < this.order.length && this.orderAt.data[this.orderHead] + this.timeoutMs < at) {
      const ref = this.order.data[this.orderHead++];
      if (this.rowsOf(ref).marks[rowOf(ref)] < 0) continue;
      for (let left = this.settle(ref, GIVEN_UP); left > 0; left--) this.end(ref, this.lostCode);
    }
  }

  /** A record waits no longer; answers how many of its copies were held here. */
  private settle(ref: number, fate: typeof JOINED | typeof GIVEN_UP): number {
    const { marks } = this.rowsOf(ref);
    const copies = bitsOf(marks[rowOf(ref)]);
    marks[rowOf(ref)] = fate;
    this.waiting--;
    if (kindOf(ref) === EVENT) this.heldCopies -= copies;
    return copies;
  }

  private rowsOf(ref: number): Rows {
    const rows = (this.streams[kindOf(ref)] ??= { marks: new Int32Array(1024), firstAt: new Float64Array(1024) });
    if (rowOf(ref) < rows.marks.length) return rows;
    const { marks, firstAt } = rows;
    rows.marks = new Int32Array(Math.max(rowOf(ref) + 1, marks.length * 2));
    rows.firstAt = new Float64Array(rows.marks.length);
    rows.marks.set(marks);
    rows.firstAt.set(firstAt);
    return rows;
  }

  private end(ref: number, code: number): void {
    if (code === this.lostCode) this.meter.intervalDropped++;
    if (kindOf(ref) === EVENT) this.run.ledger.end(ref, code);
  }

  override finish(): boolean {
    return this.input.empty && this.waiting === 0;
  }

  /** The copies that come by all wires leave as one. */
  override copiesOf(coming: readonly number[]): number {
    return Math.max(...coming);
  }

  override heldEvents(): number {
    return this.heldCopies;
  }

  override queueLength(): number {
    return this.waiting;
  }
}

function bitsOf(mask: number): number {
  let bits = 0;
  for (let left = mask; left !== 0; left &= left - 1) bits++;
  return bits;
}
