import { OutPort } from "./part.ts";
import type { Part } from "./part.ts";
import { CONTROL, refOf } from "../rows/rows.ts";
import type { RunContext } from "./run-context.ts";
import type { RowQueue } from "../rows/row-queue.ts";

export const SWITCH = 0;
export const COMMIT = 1;
export const ABORT = 2;
/** What follows is what another task hands over at this instant. */
const NEXT_TASK = 3;

const KIND_BITS = 2;

export function controlRef(kind: number, transaction: number): number {
  return refOf(CONTROL, (transaction << KIND_BITS) | kind);
}
export function controlKind(row: number): number {
  return row & 3;
}
export function transactionOf(row: number): number {
  return row >>> KIND_BITS;
}

/**
 * An out-port whose rows can belong to transactions. Wires whose reader understands them (a log) also carry control
 * references: what follows belongs to transaction n, transaction n is committed, or aborted. Other wires get plain rows.
 */
export class TransactionPort {
  readonly out: OutPort;
  private readonly run: RunContext;
  private readonly wires: readonly RowQueue[];
  private current = 0;

  constructor(node: Part, run: RunContext, wires: readonly RowQueue[], offered: boolean) {
    this.out = new OutPort(node, run, wires);
    this.run = run;
    this.wires = wires;
    if (offered) for (const wire of wires) wire.transactions = "offered";
  }

  /** Whether anything at the other end takes transactions; known once the whole drawing is built. */
  get transactional(): boolean {
    return this.wires.some((wire) => wire.transactions === "taken");
  }

  /** Everything at the other end takes transactions. */
  get allTaken(): boolean {
    return this.wires.length > 0 && this.wires.every((wire) => wire.transactions === "taken");
  }

  /** A new transaction; the log aborts it by itself after `timeoutMs`. */
  begin(timeoutMs: number, offsetsInside: boolean): number {
    return this.run.rows.transactions.begin(timeoutMs, offsetsInside);
  }

  /** Sends a row as part of a transaction; 0 = of none. */
  emit(time: number, ref: number, transaction: number): void {
    if (transaction !== this.current) {
      this.current = transaction;
      this.control(time, controlRef(SWITCH, transaction));
    }
    this.out.emit(time, ref);
  }

  commit(time: number, transaction: number): void {
    this.control(time, controlRef(COMMIT, transaction));
  }

  abort(time: number, transaction: number): void {
    this.control(time, controlRef(ABORT, transaction));
  }

  /** What follows is another task's, for readers that keep them apart. */
  nextTask(time: number): void {
    for (const wire of this.wires) if (wire.tellsTasks) wire.control(time, controlRef(NEXT_TASK, 0));
  }

  private control(time: number, ref: number): void {
    for (const wire of this.wires) if (wire.transactions === "taken") wire.control(time, ref);
  }
}
