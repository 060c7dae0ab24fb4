import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { kindOf, refOf } from "../../src/engine/rows/rows.ts";
import { PLAIN_EVENTS } from "../../src/engine/rows/dimensions.ts";
import { columnsOf, defineRowKind } from "../../src/engine/rows/row-kind.ts";
import type { RowKind } from "../../src/engine/rows/row-kind.ts";
import { Part } from "../../src/engine/part/part.ts";
import type { RunContext } from "../../src/engine/part/run-context.ts";
import type { RowQueue } from "../../src/engine/rows/row-queue.ts";
import type { Rows } from "../../src/engine/rows/rows.ts";
import type { BuildContext } from "../../src/catalogue/build-context.ts";
import type { KindDecl } from "../../src/catalogue/contract.ts";
import type { Run } from "../../src/simulate/run.ts";
import type { RunTable } from "../../src/result/run-table.ts";

/** The file of a new kind: what a machine measured, and when. */
type Tables = { readonly pulses: { readonly machine: number[]; readonly atMs: number[]; readonly beats: number[] } };
const pulseKind = defineRowKind<Tables>()({
  id: "pulse",
  title: "Pulses of machines",
  create: (): Tables => ({ pulses: { machine: [], atMs: [], beats: [] } }),
  columns: [
    { name: "machine", type: "INT", holds: "integer", read: ({ pulses }, row) => pulses.machine[row] },
    { name: "measured_at", type: "TIMESTAMP", holds: "time", read: ({ pulses }, row) => pulses.atMs[row] },
    { name: "beats", type: "DOUBLE", holds: "number", read: ({ pulses }, row) => pulses.beats[row] },
    { name: "health", type: "VARCHAR", holds: "text", text: (_names, { pulses }, row) => (pulses.beats[row] > 70 ? "high" : "well") },
  ],
  bytes: 50,
  keyOf: ({ pulses }, row) => pulses.machine[row],
  hourOf: ({ pulses }, row, hourMs) => Math.floor(pulses.atMs[row] / hourMs),
  timeColumn: "measured_at",
});

let PULSE = -1;

const PULSES = 60;
const EVERY_MS = 3 * 60_000;

/** A machine room measures four machines in turn: the part that makes the kind. */
class Room extends Part {
  private readonly outputs: readonly RowQueue[];
  private made = 0;

  constructor(id: string, run: RunContext, outputs: readonly RowQueue[]) {
    super(id, run);
    this.outputs = outputs;
  }

  advance(until: number): void {
    const { pulses } = this.run.rows as unknown as Tables;
    for (; this.made < PULSES && this.made * EVERY_MS < until; this.made++) {
      pulses.machine.push(this.made % 4);
      pulses.atMs.push(this.made * EVERY_MS);
      pulses.beats.push(60 + (this.made % 20));
      for (const wire of this.outputs) wire.push(this.made * EVERY_MS, refOf(PULSE, this.made));
    }
  }
}

const COLUMNS = columnsOf(pulseKind, PLAIN_EVENTS).map(({ name, type }) => ({ name, type }));

const SOURCE = "../../src/catalogue/kinds/poisson-source/kind.ts";

/** A source whose behaviour is the room's. */
async function roomKind(): Promise<{ readonly poissonSourceKind: KindDecl }> {
  const { poissonSourceKind } = await vi.importActual<{ poissonSourceKind: KindDecl }>(SOURCE);
  const ports = poissonSourceKind.ports.map((port) => ({ ...port, streams: ["pulse" as const] })) as unknown as KindDecl["ports"];
  const behaviour = (_props: unknown, ctx: BuildContext) => new Room(ctx.id, ctx.run, ctx.outputs("out"));
  return { poissonSourceKind: { ...poissonSourceKind, ports, behaviour } };
}

let run: Run;
beforeAll(async () => {
  // Test files share what they import: here everything is imported afresh, after the kind stands in the registry.
  vi.resetModules();
  vi.doMock(SOURCE, roomKind);
  const { ROW_KINDS, codeOf } = await import("../../src/engine/rows/rows.ts");
  (ROW_KINDS as RowKind<Rows>[]).push(pulseKind as unknown as RowKind<Rows>);
  PULSE = codeOf(pulseKind);
  const { drawing } = await import("../support/drawing.ts");
  const { createRun } = await import("../../src/simulate/run.ts");
  const drawn = drawing({
    parts: [
      { id: "room", kind: "poisson-source" },
      { id: "log", kind: "kafka", settings: { partitions: 4, key: "none" } },
      { id: "connect", kind: "kafka-connect-s3", settings: { tasks: 1 } },
      { id: "lake", kind: "s3" },
    ],
    wires: ["room.out -> log.produce", "log.consume -> connect.in", "connect.files -> lake.objects"],
    workload: { durationMs: PULSES * EVERY_MS, warmupMs: 0 },
  });
  const tables = ["log", "lake"].map((part) => ({ id: part, name: `in_${part}`, role: "stream" as const, part, columns: COLUMNS }));
  const created = createRun({ design: { ...drawn, schema: { tables, relations: [] } }, scenario: null, seed: 1, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  run = created.value;
  while (!run.over) run.step();
});

afterAll(() => {
  vi.doUnmock(SOURCE);
  vi.resetModules();
});

function shown(table: RunTable | undefined): (string | number)[][] {
  if (table === undefined) throw new Error("no such table");
  const columns = table.columns.map((column) => {
    if (column.type === "list") throw new Error(`${column.name} is a list`);
    return column.type === "text" ? Array.from(column.codes, (code) => column.dictionary[code]) : Array.from(column.values);
  });
  return Array.from({ length: table.rows }, (_, row) => columns.map((column) => column[row]));
}

const byTime = (a: (string | number)[], b: (string | number)[]): number => Number(a[1]) - Number(b[1]);

test("E15: a new kind of row is its declaration and a line in the registry: a log, files and tables carry it", () => {
  const { run: context, nodes } = run.machine;
  const made = Array.from({ length: PULSES }, (_, i) => [
    i % 4,
    context.epochMs + i * EVERY_MS,
    60 + (i % 20),
    i % 20 > 10 ? "high" : "well",
  ]);
  const [inLog, inLake] = run.tables(["in_log", "in_lake"]);
  expect(shown(inLog).sort(byTime)).toEqual(made);
  expect(shown(inLake).sort(byTime)).toEqual(made);
  // Each machine's pulses lie in one partition, as the kind's own key says.
  const { partitions } = run.result(0).logs["log"] ?? { partitions: [] };
  expect(partitions.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThanOrEqual(50 * PULSES);
  expect(nodes.get("log")?.usage()["bytesIn"]).toBe(50 * PULSES);
  const hours = new Map<number, number>();
  for (const { hour, stream, refs } of context.rows.files) {
    expect(stream).toBe(PULSE);
    expect([...refs].every((ref) => kindOf(ref) === PULSE)).toBe(true);
    hours.set(hour, (hours.get(hour) ?? 0) + refs.length);
  }
  expect([...hours.entries()]).toEqual([
    [0, 20],
    [1, 20],
    [2, 20],
  ]);
  expect(run.tables(["files"])[0]?.columns.find(({ name }) => name === "stream")).toMatchObject({ dictionary: ["pulse"] });
});

test("E15: what is drawn of a new kind is checked against its columns", async () => {
  const { STREAMS } = await import("../../src/catalogue/drawing/streams.ts");
  expect(STREAMS.find(({ rows }) => (rows as string) === "pulse")).toMatchObject({ columns: COLUMNS, timeColumn: "measured_at" });
});
