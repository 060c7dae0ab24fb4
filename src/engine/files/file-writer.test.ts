import { describe, expect, test } from "vitest";
import { Ledger } from "../books/ledger.ts";
import { NodeMeter } from "../books/node-meter.ts";
import { SinkRecorder } from "../books/sink-recorder.ts";
import type { RunContext } from "../part/run-context.ts";
import { parquetSize } from "../encoding/parquet-size.ts";
import { RowQueue } from "../rows/row-queue.ts";
import { createRows, EVENT, FILE, LIST, refOf } from "../rows/rows.ts";
import { PLAIN_EVENTS } from "../rows/dimensions.ts";
import type { FileFormat } from "./file-format.ts";
import { FileWriter } from "./file-writer.ts";
import { storedColumns } from "./stored-columns.ts";

/** A writer at a compression of 3 with so many wires, and three events in hand. */
function writing(wires: number, format: FileFormat | null = null) {
  const ledger = new Ledger();
  for (let row = 0; row < 3; row++) ledger.produce(row);
  const recorder = new SinkRecorder(0, () => 0, []);
  const rows = createRows();
  for (let row = 0; row < 3; row++) rows.events.add();
  const dimensions = { ...PLAIN_EVENTS, types: ["tap"], users: 1, items: 0 };
  const run = { rows, ledger, recorder: () => recorder, dimensions, trace: null, epochMs: 0 } as unknown as RunContext;
  const outputs = Array.from({ length: wires }, (_, i) => new RowQueue(`w${i}`));
  const meter = new NodeMeter(0, 1000, true);
  const writer = new FileWriter({ id: "job", meter }, run, outputs, { compressionRatio: 3, format });
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

describe("D5 a file takes what its rows take in its format", () => {
  const parquet = { format: "parquet", codec: "snappy" } as const;

  test("where one is given, and not what the ratio says", () => {
    const { writer, content, run } = writing(1, parquet);
    writer.write(content, 12);
    const columns = storedColumns(run, content.stream, content.refs) ?? [];
    expect(run.rows.files[0].storedBytes).toBe(parquetSize(columns, 3, "snappy").sizeBytes);
    // Heads and footer of a Parquet file of three rows are more than its rows.
    expect(writer.bytesWritten).toBeGreaterThan(20 * content.rawBytes);
  });

  test("text is counted, and smaller in gzip", () => {
    const sizes = [false, true].map((isGzipped) => {
      const { writer, content, run } = writing(1, { format: "json-lines", isGzipped });
      writer.make(content);
      return run.rows.files[0].storedBytes;
    });
    const line =
      '{"event_id":0,"user_id":0,"event_type":"tap","event_time":"1970-01-01T00:00:00.000Z","sent_at":"1970-01-01T00:00:00.000Z","item_id":0,"bytes":0}\n';
    expect(sizes[0]).toBe(3 * line.length);
    expect(sizes[1]).toBeLessThan(sizes[0] / 2);
  });

  test("rows whose columns are worked out when somebody looks have the size the ratio says", () => {
    const { writer, content, run } = writing(1, parquet);
    writer.make({ ...content, stream: LIST });
    expect(run.rows.files[0].storedBytes).toBe(34);
  });
});
