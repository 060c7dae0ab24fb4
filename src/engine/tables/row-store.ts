import { CallPart } from "../part/call-part.ts";
import { Facet } from "../part/facet.ts";
import type { Call } from "../calls/calls.ts";
import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowQueueReader } from "../rows/row-queue.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import type { RowStoreRemarks } from "./remarks.ts";
import { RowLists } from "./row-lists.ts";
import { PUSHES_TIMELINES } from "./timeline-store.ts";
import { coresAtWork, RowGroup } from "./row-group.ts";
import type { RowStoreSpec } from "./row-group.ts";

/** A store of rows by key, for whoever holds what was acknowledged against what is there. */
export const HOLDS_ITEMS = new Facet<{ rowAt(key: number): number }>("holds items");

/** A relational store on one primary with replicas: all rows in one group of machines (`RowGroup`). In `calls`. */
export class RowStore extends CallPart<RowStoreRemarks> {
  private readonly input: RowQueueReader;
  private readonly spec: RowStoreSpec;
  private readonly group: RowGroup;
  private laid = false;

  constructor(id: string, run: RunContext, wires: { calls: readonly RowQueue[] }, spec: RowStoreSpec) {
    super(id, run, wires.calls);
    this.spec = spec;
    this.input = new RowQueueReader(wires.calls);
    const streams = { statements: run.randomStream(id, "statements"), lags: run.randomStream(id, "lags") };
    const { calls, place, meter } = this;
    const remark = this.remark.bind(this) as never;
    const lists = new RowLists(run);
    const host = { calls, place, meter, rows: run.rows.items, ...streams, remark, lists };
    this.group = new RowGroup(host, spec, run.desk.items?.stockItems ?? 64);
    this.tell(HOLDS_ITEMS, this);
    this.tell(PUSHES_TIMELINES, lists);
  }

  /** Changes that were acknowledged and gone after a fail-over; inserts refused as the key was taken. */
  get vanished(): number {
    return this.group.vanished;
  }

  get conflicts(): number {
    return this.group.conflicts;
  }

  rowAt(key: number): number {
    this.layStock();
    return this.group.rowAt(key);
  }

  private layStock(): void {
    if (this.laid) return;
    this.laid = true;
    const { items } = this.run.desk;
    if (items === null) return;
    items.layStock();
    const { key } = items.rows;
    for (let row = 0; row < items.stockItems; row++) this.group.lay(key.data[row], row);
  }

  protected nextOwnAt(): number {
    return Math.min(this.group.time, this.input.peekTime());
  }

  protected moveOwn(at: number): void {
    if (this.group.time <= at) return this.group.move(at);
    this.input.next(Infinity);
    this.take(this.calls.of(this.input.ref), at);
  }

  private take(call: Call, at: number): void {
    if (this.answersCheck(call, at)) return;
    if (call.op === "keys") return this.calls.refuse(call, at, "not understood", this.place);
    this.layStock();
    this.meter.arrived(call.bytes);
    this.group.take(call, at);
  }

  override strike(strike: Strike, at: number): void {
    this.group.strike(strike, at);
  }

  override isDown(at: number): boolean {
    return this.group.isDown(at);
  }

  override finish(): boolean {
    return this.input.empty && this.group.idle;
  }

  override servers(): number {
    return coresAtWork(this.spec);
  }

  override queueLength(): number {
    return this.group.waiting;
  }

  override usage(): Record<string, number> {
    const { reads, writes, storedBytes } = this.group;
    const stockBytes = this.group.stockBytes * (this.run.desk.items?.itemsPerRow ?? 1);
    return { ...super.usage(), requests: this.meter.arrivals, reads, writes, storedBytes: Math.max(0, storedBytes), stockBytes };
  }
}
