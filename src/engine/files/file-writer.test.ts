import { describe, expect, test } from "vitest";
import { Ledger } from "../books/ledger.ts";
import { NodeMeter } from "../books/node-meter.ts";
import { SinkRecorder } from "../books/sink-recorder.ts";
import type { RunContext } from "../part/run-context.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { createRows, EVENT, FILE, refOf } from "../rows/rows.ts";
import { FileWriter } from "./file-writer.ts";

/** A writer at a compression of 3 with so many wires, and three events in hand. */
function writing(wires: number) {
  const ledger = new Ledger();
  for (let row = 0; row < 3; row++) ledger.produce(row);
  const recorder = new SinkRecorder(0, () => 0, []);
  const rows = createRows();
  for (let row = 0; row < 3; row++) rows.events.add();
  const run = { rows, ledger, recorder: () => recorder } as unknown as RunContext;
  const outputs = Array.from({ length: wires }, (_, i) => new RowQueue(`w${i}`));
  const meter = new NodeMeter(0, 1000, true);
  const writer = new FileWriter({ id: "job", meter }, run, outputs, 3);
  const content = { stream: EVENT, hour: 0, refs: Int32Array.of(0, 1, 2), rawBytes: 100, openedAt: 5, closedAt: 10 };
  return { ledger, run, outputs, meter, writer, content };
}

describe("D3 a file is written the same way by everybody", () => {
  test("it stores its bytes over the ratio, rounded up, and counts its rows as they leave", () => {
    const { writer, content, meter, run } = writing(1);
    writer.write(content, 12);
    expect([writer.filesWritten, writer.bytesWritten, meter.departures, meter.bytesOut]).toEqual([1, 34, 3, 34]);
    expect(run.rows.files[0]).toEqual({ ...content, rows: 3, storedBytes: 34, visibleAt: Infinity, writer: "job" });
  });

  test("each wire gets the file at its instant, and each copy is booked", () => {
    const { writer, content, outputs, ledger } = writing(2);
    writer.write(content, 12);
    for (const wire of outputs) expect([wire.times[wire.head], wire.refs[wire.head]]).toEqual([12, refOf(FILE, 0)]);
    expect(ledger.openCopies()).toBe(6);
  });

  test("without a wire its events end here; what is made and not written stays open", () => {
    const { writer, content, ledger } = writing(0);
    writer.make(content);
    expect([ledger.openCopies(), writer.filesWritten]).toEqual([3, 0]);
    writer.write(content, 12);
    expect([ledger.openCopies(), ledger.totals().delivered]).toEqual([0, 3]);
  });
});
