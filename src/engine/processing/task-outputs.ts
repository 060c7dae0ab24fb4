import type { Part } from "../part/part.ts";
import { EVENT, kindOf } from "../rows/rows.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowBlock } from "../rows/row-block.ts";
import { TransactionPort } from "../part/transaction-port.ts";
import { RowQueue, RowQueueReader } from "../rows/row-queue.ts";
import type { DerivedPort } from "./collector.ts";

export type PortName = "events" | DerivedPort | "late" | "changelog";
export type OutputPorts = { readonly [name in PortName]?: { readonly wires: readonly RowQueue[]; readonly onCheckpoint: boolean } };

const PORTS: readonly PortName[] = ["events", "sessions", "aggregates", "late", "windows", "joins", "changelog"];

/** One port of one task: rows in time order; the first `barrier` of them belong to the checkpoint under way. */
type Buffer = { readonly queue: RowQueue; committed: number; barrier: number; lastTime: number };

/**
 * Transactions of a port that writes into logs: rows are there at once and become committed with their checkpoint. `sealed` is
 * that of the checkpoint under way, `prepared` that of a completed one whose commit is on its way, `left` what a crash left open.
 */
type PortTransactions = { open: number; openedAt: number; sealed: number; prepared: number; readonly left: number[] };

type Port = {
  readonly port: TransactionPort;
  readonly held: boolean;
  readonly buffers: Buffer[];
  readonly transactions: PortTransactions;
  sentUntil: number;
};

/** From a completed checkpoint to the commit at the sinks: one message inside a cluster (assumed, no published figure). */
const NOTIFY_MS = 10;

/**
 * What the tasks of a processor have produced and not yet sent. Each task's rows are in time order; release merges them.
 * Under two-phase commit rows wait for the checkpoint that follows them, and all leave when it completes; into a log that
 * takes transactions they go at once, in a transaction that is committed then.
 */
export class TaskOutputs {
  /** When commits of a completed checkpoint reach the logs. */
  nextCommitMs = Infinity;
  /** Those that are wired: nothing is ever pushed to another. */
  private readonly ports: readonly Port[];
  /** All of them. */
  private readonly byName: Readonly<Record<PortName, Port>>;
  private readonly run: RunContext;
  private readonly block = new RowBlock();
  private readonly timeoutMs: number | null;
  private readonly fileWriters: number;

  /**
   * With a time-out, exactly-once output into logs is written in transactions; else it waits for its checkpoint. What waits for one and
   * goes into files is written by so many tasks of a sink, each taking the rows of as many tasks before it.
   */
  constructor(
    node: Part,
    run: RunContext,
    tasks: number,
    ports: OutputPorts,
    exactlyOnce: boolean,
    { timeoutMs = null, fileWriters = tasks }: { readonly timeoutMs?: number | null; readonly fileWriters?: number } = {},
  ) {
    this.run = run;
    this.fileWriters = Math.min(fileWriters, tasks);
    this.timeoutMs = exactlyOnce ? timeoutMs : null;
    const all = PORTS.map(
      (name): Port => ({
        port: new TransactionPort(node, run, ports[name]?.wires ?? [], this.timeoutMs !== null && ports[name]?.onCheckpoint !== true),
        held: exactlyOnce || ports[name]?.onCheckpoint === true,
        transactions: { open: 0, openedAt: Infinity, sealed: 0, prepared: 0, left: [] },
        buffers: Array.from({ length: tasks }, () => ({
          queue: new RowQueue(`${node.id}.${name}`),
          committed: 0,
          barrier: 0,
          lastTime: -Infinity,
        })),
        sentUntil: -Infinity,
      }),
    );
    this.byName = Object.fromEntries(PORTS.map((name, i) => [name, all[i]])) as Record<PortName, Port>;
    this.ports = all.filter(({ port }) => port.out.wired);
  }

  wired(name: PortName): boolean {
    return this.byName[name].port.out.wired;
  }

  push(name: PortName, task: number, time: number, ref: number): void {
    const buffer = this.byName[name].buffers[task];
    buffer.lastTime = Math.max(buffer.lastTime, time);
    buffer.queue.push(buffer.lastTime, ref);
  }

  /** As `push`, for a row that may be due before rows that are there already: results of requests that ran side by side. */
  insert(name: PortName, task: number, time: number, ref: number): void {
    const entry = this.byName[name];
    const { queue, lastTime, barrier } = entry.buffers[task];
    this.push(name, task, time, ref);
    // Rows that wait for a checkpoint leave together, so their order says nothing.
    if (waits(entry) || time >= lastTime) return;
    let at = queue.tail - 1;
    for (; at > queue.head + barrier && queue.times[at - 1] > time; at--) {
      queue.times[at] = queue.times[at - 1];
      queue.refs[at] = queue.refs[at - 1];
    }
    queue.times[at] = time;
    queue.refs[at] = ref;
  }

  /** What was produced so far belongs to the checkpoint that begins now. */
  barrier(): void {
    for (const { held, port, buffers, transactions } of this.ports) {
      if (!held) continue;
      for (const buffer of buffers) buffer.barrier = buffer.queue.waiting;
      if (!port.allTaken) continue;
      transactions.sealed = transactions.open;
      transactions.open = 0;
    }
  }

  /** A transaction is older than logs allow: it cannot be prepared for a checkpoint any more. */
  expired(at: number): boolean {
    const { timeoutMs } = this;
    return timeoutMs !== null && this.ports.some(({ transactions }) => transactions.open > 0 && at >= transactions.openedAt + timeoutMs);
  }

  /** The checkpoint has completed: its rows become visible, now, or with the commit of their transaction a moment later. */
  commit(at: number): void {
    for (const entry of this.ports) {
      if (!entry.held) continue;
      let writer = -1;
      for (const [task, buffer] of entry.buffers.entries()) {
        const { queue } = buffer;
        if (waits(entry) && buffer.barrier > 0) {
          entry.sentUntil = Math.max(entry.sentUntil, at);
          const itsWriter = Math.floor((task * this.fileWriters) / entry.buffers.length);
          if (itsWriter !== writer) entry.port.nextTask(entry.sentUntil);
          writer = itsWriter;
          entry.port.out.emitTogether(entry.sentUntil, queue.refs, queue.head, queue.head + buffer.barrier);
          queue.head += buffer.barrier;
          buffer.barrier = 0;
        } else while (buffer.barrier > 0) this.emit(entry, buffer, at, queue.refs[queue.head++]);
      }
      const { transactions } = entry;
      if (transactions.sealed === 0) continue;
      transactions.prepared = transactions.sealed;
      transactions.sealed = 0;
      this.nextCommitMs = at + NOTIFY_MS;
    }
  }

  /** Commits what a completed checkpoint has prepared. */
  commitPrepared(at: number): void {
    this.nextCommitMs = Infinity;
    for (const entry of this.ports) {
      const { transactions } = entry;
      if (transactions.prepared === 0) continue;
      entry.sentUntil = Math.max(entry.sentUntil, at);
      entry.port.commit(entry.sentUntil, transactions.prepared);
      transactions.prepared = 0;
    }
  }

  /** After a restart: what was prepared is committed, if the log still can; what was open is aborted. */
  recover(at: number): void {
    for (const entry of this.ports) {
      const { left } = entry.transactions;
      entry.sentUntil = Math.max(entry.sentUntil, at);
      for (const transaction of left.splice(0)) entry.port.abort(entry.sentUntil, transaction);
    }
    this.commitPrepared(at);
  }

  private emit(entry: Port, buffer: Buffer, time: number, ref: number): void {
    entry.sentUntil = Math.max(entry.sentUntil, time);
    entry.port.emit(entry.sentUntil, ref, entry.held && entry.port.allTaken ? this.transactionOf(entry, buffer) : 0);
    if (buffer.barrier > 0) buffer.barrier--;
  }

  private transactionOf({ transactions, port, sentUntil }: Port, buffer: Buffer): number {
    const timeoutMs = this.timeoutMs ?? Infinity;
    if (buffer.barrier > 0) return (transactions.sealed ||= port.begin(timeoutMs, false));
    if (transactions.open === 0) {
      transactions.open = port.begin(timeoutMs, false);
      transactions.openedAt = sentUntil;
    }
    return transactions.open;
  }

  /** Sends what is due before `until`, oldest first, of the ports that do not wait for checkpoints. */
  release(until: number): void {
    for (const entry of this.ports) {
      if (waits(entry)) continue;
      if (entry.held) this.releaseInTransaction(entry, until);
      else this.releaseBlock(entry, until);
    }
  }

  /** When the first row is due that waits for no checkpoint; Infinity when there is none. */
  get nextMs(): number {
    let next = Infinity;
    for (const entry of this.ports) {
      if (waits(entry)) continue;
      for (const { queue } of entry.buffers) if (queue.nextMs < next) next = queue.nextMs;
    }
    return next;
  }

  private releaseBlock(entry: Port, until: number): void {
    const { block } = this;
    const { out } = entry.port;
    block.take(new RowQueueReader(entry.buffers.map(({ queue }) => queue)), until);
    if (block.length === 0) return;
    let { from } = block;
    for (; from < block.to && block.times[from] < entry.sentUntil; from++) out.emit(entry.sentUntil, block.refs[from]);
    if (from === block.to) return;
    out.emitMany(block.times, block.refs, from, block.to);
    entry.sentUntil = block.times[block.to - 1];
  }

  private releaseInTransaction(entry: Port, until: number): void {
    // While a checkpoint is under way rows of one instant may belong to two transactions, and say which by their buffer.
    if (entry.buffers.some(({ barrier }) => barrier > 0)) {
      this.releaseOneByOne(entry, until);
      return;
    }
    const { block } = this;
    const { buffers } = entry;
    block.take(new RowQueueReader(buffers.map(({ queue }) => queue)), until);
    for (let i = block.from; i < block.to; i++) this.emit(entry, buffers[0], block.times[i], block.refs[i]);
  }

  private releaseOneByOne(entry: Port, until: number): void {
    for (;;) {
      let best: Buffer | null = null;
      let bestTime = until;
      for (const buffer of entry.buffers) {
        const queue = buffer.queue;
        if (queue.head < queue.tail && queue.times[queue.head] < bestTime) {
          best = buffer;
          bestTime = queue.times[queue.head];
        }
      }
      if (best === null) return;
      this.emit(entry, best, bestTime, best.queue.refs[best.queue.head++]);
    }
  }

  /** A crash, of all tasks or of some: rows that were not sent vanish; their events are read again from the log, or end by `lostCode` where they cannot be. */
  crash(lostCode: number | null, isLost: (task: number) => boolean = () => true): void {
    const { ledger } = this.run;
    this.nextCommitMs = Infinity;
    for (const { buffers, transactions } of this.ports) {
      for (const transaction of [transactions.sealed, transactions.open]) if (transaction > 0) transactions.left.push(transaction);
      transactions.sealed = transactions.open = 0;
      for (const [task, buffer] of buffers.entries()) {
        if (!isLost(task)) continue;
        const { queue } = buffer;
        for (; queue.head < queue.tail; queue.head++) {
          const ref = queue.refs[queue.head];
          if (kindOf(ref) !== EVENT) continue;
          if (lostCode === null) ledger.retract(ref, 1);
          else ledger.end(ref, lostCode);
        }
        buffer.queue.tail = buffer.queue.head;
        buffer.barrier = 0;
        buffer.lastTime = -Infinity;
        (buffer as { queue: RowQueue }).queue = new RowQueue(queue.id);
      }
    }
  }

  /** Nothing waits to be sent, and every row that was sent belongs to a completed checkpoint. */
  get empty(): boolean {
    return this.ports.every(
      ({ buffers, transactions }) =>
        buffers.every((buffer) => buffer.queue.waiting === 0) && transactions.open === 0 && transactions.sealed === 0,
    );
  }

  heldEvents(): number {
    return this.ports.reduce((sum, { buffers }) => sum + buffers.reduce((held, buffer) => held + buffer.queue.heldEvents(), 0), 0);
  }
}

/** Rows of this port stay here until their checkpoint has completed. */
function waits({ held, port }: Port): boolean {
  return held && !port.allTaken;
}
