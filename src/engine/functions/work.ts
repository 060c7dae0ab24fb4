import { FileWriter } from "../files/file-writer.ts";
import type { Compression } from "../files/file-writer.ts";
import { runChain } from "../jobs/chain-run.ts";
import type { Step } from "../operators/steps.ts";
import { OutPort } from "../part/part.ts";
import type { Part } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { EVENT, hourOfRow, kindOf, rowOf } from "../rows/rows.ts";
import type { RowQueue } from "../rows/row-queue.ts";

export type FunctionPorts = {
  readonly out: readonly RowQueue[];
  readonly aggregates: readonly RowQueue[];
  readonly files: readonly RowQueue[];
};

/** What a call does with its records: the steps of a chain over those of this call alone, and what they give sent on and written. */
export class FunctionWork {
  readonly writers: readonly FileWriter[];
  private readonly run: RunContext;
  private readonly steps: readonly Step[];
  private readonly out: OutPort;
  private readonly aggregates: OutPort;
  /** Files of records that travelled here, and of records that were read where they lie and stay there. */
  private readonly writer: FileWriter | null;
  private readonly copier: FileWriter | null;
  private readonly codes: { readonly filtered: number; readonly duplicate: number };
  private readonly bytesOf: (ref: number) => number;

  constructor(
    node: Part,
    run: RunContext,
    ports: FunctionPorts,
    steps: readonly Step[],
    compression: Compression,
    bytesOf: (ref: number) => number,
  ) {
    this.run = run;
    this.steps = steps;
    this.bytesOf = bytesOf;
    this.out = new OutPort(node, run, ports.out);
    this.aggregates = new OutPort(node, run, ports.aggregates);
    const writes = ports.files.length > 0;
    this.writer = writes ? new FileWriter(node, run, ports.files, compression) : null;
    this.copier = writes ? new FileWriter(node, run, ports.files, compression, true) : null;
    this.writers = [this.writer, this.copier].filter((writer) => writer !== null);
    this.codes = {
      filtered: run.ledger.code("filtered", node.id, "failed validation"),
      duplicate: run.ledger.code("deduplicated", node.id, "seen before in its batch"),
    };
  }

  /** Does the work of a call that ends well at `at`. `stored`: its records lie in a store and stay there. */
  done(refs: readonly number[], at: number, stored: boolean): void {
    const { ledger } = this.run;
    const events = Int32Array.from(refs.filter((ref) => kindOf(ref) === EVENT));
    const others = refs.filter((ref) => kindOf(ref) !== EVENT);
    const { kept, derived, filtered, duplicates } = runChain(this.run, this.steps, this.run.nextTask(), events);
    for (const [rows, code] of [
      [filtered, this.codes.filtered],
      [duplicates, this.codes.duplicate],
    ] as const) {
      for (const row of rows) {
        if (stored) ledger.carryOn(row);
        ledger.end(row, code);
      }
    }
    const passed = Array.from(kept, (place) => events[place]);
    this.send([...passed, ...others], at, stored);
    const made = [...derived.values()].flatMap((rows) => [...rows.refs.data.subarray(0, rows.refs.length)]);
    for (const ref of made) if (this.aggregates.wired) this.aggregates.emit(at, ref);
    if (!this.aggregates.wired) this.write(made, at, stored);
  }

  /** Records go on by the port and into files, each a copy; where neither is wired they end here. */
  private send(refs: readonly number[], at: number, stored: boolean): void {
    const { writer, out, run } = this;
    const both = writer !== null && out.wired;
    if (both && !stored) for (const ref of refs) if (kindOf(ref) === EVENT) run.ledger.fork(rowOf(ref), 1);
    if (out.wired || writer === null) {
      for (const ref of refs) {
        if (stored && kindOf(ref) === EVENT) run.ledger.carryOn(rowOf(ref));
        out.emit(at, ref);
      }
    }
    this.write(refs, at, stored);
  }

  /** A file for each kind of rows and hour of one call: small ones, as calls are many. */
  private write(refs: readonly number[], at: number, stored: boolean): void {
    const writer = stored ? this.copier : this.writer;
    if (writer === null) return;
    const files = new Map<string, number[]>();
    for (const ref of refs) {
      const key = `${kindOf(ref)}/${hourOfRow(this.run.rows, ref, this.run.hourMs)}`;
      const rows = files.get(key);
      if (rows === undefined) files.set(key, [ref]);
      else rows.push(ref);
    }
    for (const [key, rows] of files) {
      const [stream, hour] = key.split("/").map(Number);
      const rawBytes = rows.reduce((sum, ref) => sum + this.bytesOf(ref), 0);
      writer.write({ stream, hour, refs: Int32Array.from(rows), rawBytes, openedAt: at, closedAt: at }, at);
    }
  }
}
