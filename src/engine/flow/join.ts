import { FlowNode, OutPort } from "./node.ts";
import { EVENT, rowOf, streamOf } from "./rows.ts";
import type { RunContext } from "./run-context.ts";
import type { Wire } from "./wire.ts";
import { WireReader } from "./wire.ts";
import { Float64List, Int32List, Uint8List } from "../kernel/grow.ts";

const JOINED = 1;
const GIVEN_UP = 2;
/** A bit of a number stands for each wire. */
export const MAX_JOINED_WIRES = 30;

/**
 * Waits until a record has arrived by every wire, and sends one copy on at that instant: the end of a fork. What has not
 * arrived by all wires `timeoutMs` after the first is given up: its copies are dropped, those still to come too. A second
 * copy by the same wire, or after the join, is a repeat and counts as deduplicated.
 */
export class Join extends FlowNode {
  private readonly input: WireReader;
  private readonly out: OutPort;
  private readonly timeoutMs: number;
  private readonly all: number;
  /** Wires a waiting record has come by, as bits, and when the first copy came. */
  private readonly arrivedBy = new Map<number, number>();
  private readonly firstAt = new Map<number, number>();
  /** Records in order of their first copy: they are given up in this order. */
  private readonly order = new Int32List();
  private readonly orderAt = new Float64List();
  private orderHead = 0;
  /** Per stream and row: joined, given up, or nothing yet. */
  private readonly fates: Uint8List[] = [];
  private heldCopies = 0;
  private readonly lostCode: number;
  private readonly repeatCode: number;

  constructor(id: string, run: RunContext, inputs: readonly Wire[], outputs: readonly Wire[], timeoutMs: number) {
    super(id, run);
    this.input = new WireReader(inputs);
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

  private take(ref: number, at: number, wire: number): void {
    const fate = this.fateOf(ref);
    if (fate !== 0) return this.end(ref, fate === JOINED ? this.repeatCode : this.lostCode);
    const before = this.arrivedBy.get(ref) ?? 0;
    if ((before & wire) !== 0) return this.end(ref, this.repeatCode);
    if (before === 0) {
      this.firstAt.set(ref, at);
      this.order.push(ref);
      this.orderAt.push(at);
    }
    if ((before | wire) !== this.all) {
      this.arrivedBy.set(ref, before | wire);
      if (streamOf(ref) === EVENT) this.heldCopies++;
      if (this.arrivedBy.size > this.meter.queueMax) this.meter.queueMax = this.arrivedBy.size;
      return;
    }
    const firstAt = this.firstAt.get(ref) as number;
    this.meter.served(firstAt, at - firstAt, 0);
    const others = this.forget(ref, JOINED);
    if (streamOf(ref) === EVENT && others > 0) this.run.ledger.retract(ref, others);
    this.out.emit(at, ref);
  }

  /** Records whose time is over strictly before `at`: a copy that comes at the last instant is in time. */
  private giveUpBefore(at: number): void {
    while (this.orderHead < this.order.length && this.orderAt.data[this.orderHead] + this.timeoutMs < at) {
      const ref = this.order.data[this.orderHead++];
      if (this.fateOf(ref) !== 0) continue;
      for (let left = this.forget(ref, GIVEN_UP); left > 0; left--) this.end(ref, this.lostCode);
    }
  }

  /** A record waits no longer; answers how many of its copies were held here. */
  private forget(ref: number, fate: number): number {
    const copies = bitsOf(this.arrivedBy.get(ref) ?? 0);
    this.arrivedBy.delete(ref);
    this.firstAt.delete(ref);
    if (streamOf(ref) === EVENT) this.heldCopies -= copies;
    const fates = (this.fates[streamOf(ref)] ??= new Uint8List());
    fates.reserve(rowOf(ref) + 1);
    fates.data[rowOf(ref)] = fate;
    return copies;
  }

  private fateOf(ref: number): number {
    return this.fates[streamOf(ref)]?.data[rowOf(ref)] ?? 0;
  }

  private end(ref: number, code: number): void {
    if (code === this.lostCode) this.meter.intervalDropped++;
    if (streamOf(ref) === EVENT) this.run.ledger.end(ref, code);
  }

  override finish(): boolean {
    return this.input.empty && this.arrivedBy.size === 0;
  }

  override heldEvents(): number {
    return this.heldCopies;
  }

  override queueLength(): number {
    return this.arrivedBy.size;
  }
}

function bitsOf(mask: number): number {
  let bits = 0;
  for (let left = mask; left !== 0; left &= left - 1) bits++;
  return bits;
}
