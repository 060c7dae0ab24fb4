import { ConsumerGroup } from "../feeds/consumer-group.ts";
import type { Feed } from "../feeds/feed.ts";
import type { OpenFeed } from "../feeds/consumer-group.ts";
import type { PartitionStore } from "./partition-store.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import { Float64Tail, Int32Tail } from "../kernel/tails.ts";
import type { RunContext } from "../part/run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";
import { Uint8List } from "../kernel/number-lists.ts";

const OPEN = 1;
const COMMITTED = 2;
const ABORTED = 3;
const TIMED_OUT = 4;

/** What one partition knows: the transaction of each row, and up to where everything is settled. */
class PartitionTransactions {
  readonly transaction = new Int32Tail();
  /** When a row could be read by those who read only what is committed; as long as the last stable offset. */
  readonly stableAt = new Float64Tail();
  /** First offset of each transaction that is open here. */
  readonly open = new Map<number, number>();
  /** Transactions that have ended, and whose end this partition has yet to hear of, as it has no leader. */
  readonly unheard = new Set<number>();
  aborted: Uint8Array | null = null;
  private merged: { readonly of: Uint8Array; readonly gaps: Uint8Array } | null = null;

  /** Offsets that readers of committed rows pass over: aborted, or removed by compaction. */
  gaps(compacted: Uint8Array | null): Uint8Array | null {
    if (compacted === null || this.aborted === null) return compacted ?? this.aborted;
    if (this.merged?.of !== compacted) {
      const gaps = new Uint8Array(Math.max(compacted.length, this.aborted.length));
      gaps.set(this.aborted);
      compacted.forEach((gap, offset) => {
        if (gap === 1) gaps[offset] = 1;
      });
      this.merged = { of: compacted, gaps };
    }
    return this.merged.gaps;
  }

  abort(offset: number): void {
    if (this.aborted === null || offset >= this.aborted.length) {
      const grown = new Uint8Array(Math.max(256, offset * 2));
      if (this.aborted !== null) grown.set(this.aborted);
      this.aborted = grown;
    }
    this.aborted[offset] = 1;
    this.merged = null;
  }

  truncate(length: number): void {
    this.transaction.length = Math.min(this.transaction.length, length);
    this.stableAt.length = Math.min(this.stableAt.length, length);
    this.aborted?.fill(0, length);
    this.merged = null;
    for (const [transaction, first] of this.open) if (first >= length) this.open.delete(transaction);
  }

  advanceStable(visibleAt: Float64Tail, notBefore: number): void {
    let limit = this.transaction.length;
    for (const first of this.open.values()) if (first < limit) limit = first;
    const { stableAt } = this;
    while (stableAt.length < limit) {
      const offset = stableAt.length;
      const before = offset === 0 ? -Infinity : stableAt.at(offset - 1);
      stableAt.push(Math.max(before, visibleAt.at(offset), notBefore));
    }
  }
}

/**
 * Transactions as a log sees them. Rows are in the log at once; readers of committed rows stop at the last stable offset, the
 * first row of the oldest open transaction of a partition, and pass over what was aborted; all others see everything.
 */
export class LogTransactions {
  /** When the next open transaction is aborted by the log, and which one. */
  nextDeadline = Infinity;
  nextDue = 0;
  /** Rows that were aborted although their writer had prepared them: no reader of committed rows will see them. */
  lostRows = 0;
  /** Groups that read only what is committed. */
  readonly readers: ConsumerGroup[] = [];
  /** The transaction that rows of each input wire now belong to; 0 = none. */
  readonly current: Int32Array;
  private readonly partitions: readonly PartitionStore[];
  private readonly own: PartitionTransactions[];
  private readonly run: RunContext;
  private readonly state = new Uint8List(64);
  private readonly deadlines = new Map<number, number>();
  private readonly touched = new Map<number, Set<number>>();
  /** Rows of timed-out transactions whose writer has not yet said whether it would have committed them. */
  private readonly unresolved = new Map<number, { readonly p: number; readonly offset: number; readonly ref: number }[]>();
  private readonly lostCode: number;

  constructor(id: string, run: RunContext, wires: number, partitions: readonly PartitionStore[]) {
    this.run = run;
    this.partitions = partitions;
    this.current = new Int32Array(wires);
    this.own = partitions.map(() => new PartitionTransactions());
    this.lostCode = run.ledger.code("dropped", id, "transaction timed out");
  }

  /** Takes the transactions that inputs offer; null when none does. */
  static of(id: string, run: RunContext, inputs: readonly RowQueue[], partitions: readonly PartitionStore[]): LogTransactions | null {
    const offered = inputs.filter((wire) => wire.transactions === "offered");
    for (const wire of offered) wire.transactions = "taken";
    return offered.length === 0 ? null : new LogTransactions(id, run, inputs.length, partitions);
  }

  /** A row of a transaction is on its way to a partition: the first one opens it. */
  touch(transaction: number, p: number, at: number): void {
    if (this.stateOf(transaction) === 0) {
      this.setState(transaction, OPEN);
      this.deadlines.set(transaction, at + this.run.rows.transactions.timeoutMs(transaction));
      this.touched.set(transaction, new Set());
      this.findNext();
    }
    this.touched.get(transaction)?.add(p);
  }

  private findNext(): void {
    this.nextDeadline = Infinity;
    for (const [transaction, at] of this.deadlines) {
      if (at >= this.nextDeadline) continue;
      this.nextDeadline = at;
      this.nextDue = transaction;
    }
  }

  get idle(): boolean {
    return this.deadlines.size === 0;
  }

  /** A transaction ends. Answers the partitions that must hear of it; none when it had ended before. */
  end(transaction: number, committed: boolean): readonly number[] {
    if (this.stateOf(transaction) === TIMED_OUT) this.resolve(transaction, committed);
    return this.close(transaction, committed ? COMMITTED : ABORTED);
  }

  timeOut(transaction: number): readonly number[] {
    return this.close(transaction, TIMED_OUT);
  }

  private close(transaction: number, state: number): readonly number[] {
    if (this.stateOf(transaction) !== OPEN) return [];
    this.setState(transaction, state);
    this.deadlines.delete(transaction);
    this.findNext();
    const partitions = [...(this.touched.get(transaction) ?? [])].sort((a, b) => a - b);
    this.touched.delete(transaction);
    for (const p of partitions) this.own[p].unheard.add(transaction);
    return partitions;
  }

  /** The end of a transaction is on a partition's log, readable from `at`. */
  mark(p: number, transaction: number, at: number): void {
    const own = this.own[p];
    own.unheard.delete(transaction);
    const first = own.open.get(transaction);
    own.open.delete(transaction);
    if (first !== undefined && this.stateOf(transaction) !== COMMITTED) {
      for (let o = first; o < own.transaction.length; o++) if (own.transaction.at(o) === transaction) this.abortRow(p, o);
    }
    own.advanceStable(this.partitions[p].visibleAt, at);
  }

  /** A row has been written; its copies are counted already. */
  appended(p: number, transaction: number): void {
    const own = this.own[p];
    const offset = own.transaction.length;
    own.transaction.push(transaction);
    if (transaction > 0) {
      const state = this.stateOf(transaction);
      if (state === OPEN || own.unheard.has(transaction)) {
        if (!own.open.has(transaction)) own.open.set(transaction, offset);
      } else if (state !== COMMITTED) this.abortRow(p, offset);
    }
    own.advanceStable(this.partitions[p].visibleAt, -Infinity);
  }

  private abortRow(p: number, offset: number): void {
    const own = this.own[p];
    const partition = this.partitions[p];
    own.abort(offset);
    const ref = partition.refs.at(offset);
    if (kindOf(ref) !== EVENT || offset < partition.start || partition.gaps?.[offset] === 1) return;
    const transaction = own.transaction.at(offset);
    const open = this.stateOf(transaction) === TIMED_OUT && !this.run.rows.transactions.offsetsInside(transaction);
    if (!open) this.takeBack(ref);
    else {
      const list = this.unresolved.get(transaction) ?? [];
      list.push({ p, offset, ref });
      this.unresolved.set(transaction, list);
    }
  }

  /** The record an aborted row stands for is read again by its writer: the row itself is nobody's. */
  private takeBack(ref: number): void {
    for (const group of this.readers) {
      group.heldEvents--;
      this.run.ledger.retract(ref, 1);
    }
  }

  /** A writer whose transaction the log had aborted would have committed: its rows are lost. Else it sends them again. */
  private resolve(transaction: number, committed: boolean): void {
    for (const { ref } of this.unresolved.get(transaction) ?? []) {
      if (!committed) {
        this.takeBack(ref);
        continue;
      }
      this.lostRows++;
      for (const group of this.readers) {
        group.heldEvents--;
        this.run.ledger.end(ref, this.lostCode);
      }
    }
    this.unresolved.delete(transaction);
  }

  transactionAt(p: number, offset: number): number {
    return this.own[p].transaction.at(offset);
  }

  /** Readers of committed rows no longer count this row as theirs. */
  isTakenBack(p: number, offset: number): boolean {
    if (this.own[p].aborted?.[offset] !== 1) return false;
    const waiting = this.unresolved.get(this.transactionAt(p, offset));
    return waiting === undefined || !waiting.some((row) => row.p === p && row.offset === offset);
  }

  /** The newest rows of a partition are gone with its leader. */
  truncate(p: number, length: number): void {
    this.own[p].truncate(length);
    for (const [transaction, rows] of this.unresolved)
      this.unresolved.set(
        transaction,
        rows.filter((row) => row.p !== p || row.offset < length),
      );
    this.own[p].advanceStable(this.partitions[p].visibleAt, -Infinity);
  }

  /** First offset of a partition whose transaction has not ended, or whose end nobody has settled. */
  neededFrom(p: number): number {
    let from = Infinity;
    for (const first of this.own[p].open.values()) if (first < from) from = first;
    for (const rows of this.unresolved.values()) for (const row of rows) if (row.p === p && row.offset < from) from = row.offset;
    return from;
  }

  /** The partition has let go of rows: what is known of them goes too. */
  letGo(p: number): void {
    const { transaction, stableAt } = this.own[p];
    const { base } = this.partitions[p].refs;
    if (base === transaction.base) return;
    transaction.letGo(base);
    stableAt.letGo(base);
  }

  private stateOf(transaction: number): number {
    return transaction < this.state.length ? this.state.data[transaction] : 0;
  }

  private setState(transaction: number, state: number): void {
    while (this.state.length <= transaction) this.state.push(0);
    this.state.data[transaction] = state;
  }

  /** The log as readers of committed rows see it. */
  view(log: Feed, id: string, groups: ConsumerGroup[]): OpenFeed {
    const { own, partitions, readers, run } = this;
    const view: OpenFeed = {
      replayable: true,
      partitionCount: () => log.partitionCount(),
      base: (p) => partitions[p].refs.base,
      times: (p) => own[p].stableAt.data,
      enteredAt: (p) => partitions[p].visibleAt.data,
      refs: (p) => partitions[p].refs.data,
      end: (p) => own[p].stableAt.length,
      start: (p) => partitions[p].start,
      readableFrom: (p) => partitions[p].readableFrom,
      gaps: (p) => own[p].gaps(partitions[p].gaps),
      ended: (p) => log.ended(p),
      nameOf: (p) => partitions[p].name,
      join: (name) => {
        const group = new ConsumerGroup(name, view, run.ledger, id);
        group.grow(partitions.length);
        groups.push(group);
        readers.push(group);
        return group;
      },
    };
    return view;
  }
}
