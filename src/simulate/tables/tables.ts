import type { Design } from "../../design/types.ts";
import { AggregateRows, aggregateKind } from "../../engine/rows/kinds/aggregate.ts";
import { eventKind } from "../../engine/rows/kinds/event.ts";
import { sessionKind } from "../../engine/rows/kinds/session.ts";
import { AGGREGATE, SESSION } from "../../engine/rows/rows.ts";
import type { Machine } from "../compile/build-machine.ts";
import type { Observer } from "../watch/observe.ts";
import { coded, doubles, integers, texts, timestamps } from "../read/columns.ts";
import { drawnCounts, drawnTable, drawnTables } from "./drawn-tables.ts";
import type { DrawnTable } from "./drawn-tables.ts";
import { joinsTable, joinsTruthTable } from "./pair-table.ts";
import type { RunTable } from "../../result/run-table.ts";
import { finalCells, finalSessions, trueCells } from "../judge/session-quality.ts";
import type { RunResult, TableQuality } from "../../result/result.ts";
import { HELD_LISTS, heldListsTable, listRequestsTable, listsTable, recommendationCounts, userVectorsTable } from "./list-tables.ts";
import { ServedLists } from "../lists/served-lists.ts";
import { judgedStore } from "../read/stores.ts";
import { rowColumns } from "../read/row-columns.ts";
import type { TrueSessions } from "../judge/true-sessions.ts";
import type { GroundTruth } from "../judge/truth.ts";
import { fileColumns, rejectsTable, userColumn } from "../read/trace-columns.ts";
import { alarmCount, alarmsTable } from "./alarms-table.ts";
import { remainingRows } from "../read/remaining.ts";
import { personalReads } from "../read/personal.ts";
import { personalReadsTable } from "./personal-reads-table.ts";
import { remainingRowsTable } from "./remaining-rows-table.ts";
import { qualityCheckCount, qualityChecksTable } from "./quality-checks-table.ts";
import { snapshotsTable, tableFilesTable, tableLogCounts } from "./table-logs.ts";
import { taskRunCount, taskRunsTable } from "./task-runs-table.ts";
import { windowsTable, windowsTruthTable } from "./window-table.ts";
import { tracedRequestCount, tracedRequestsTable } from "./traced-requests-table.ts";
import { WorkedLists } from "../lists/worked-lists.ts";

/** What the tables are made from; rows are copied out of the run, so a table may be handed to another thread. */
export type TableSource = {
  readonly machine: Machine;
  readonly observer: Observer;
  readonly truth: GroundTruth | null;
  readonly result: RunResult;
  readonly worked: WorkedLists;
  /** Tables of the schema, by their names in SQL. */
  readonly drawn: ReadonlyMap<string, DrawnTable>;
};

/** null: the run has nothing of the kind. */
type Maker = (source: TableSource) => RunTable | null;

/** Tables of a run, by name; made when asked for. Times are ms since the Unix epoch. */
const MAKERS: { readonly [name: string]: Maker } = {
  events: eventsTable,
  sessions: sessionsTable,
  sessions_truth: truthTable,
  hourly_engagement: (source) => hourlyTable("hourly_engagement", source, storeCells(source)),
  hourly_truth: (source) =>
    hourlyTable("hourly_truth", source, source.truth === null ? new Map() : trueCells(source.machine, source.truth, true)),
  windows: ({ machine }) => windowsTable(machine),
  windows_truth: ({ machine, truth }) => windowsTruthTable(machine, truth),
  joins: ({ machine }) => joinsTable(machine),
  joins_truth: ({ machine, truth }) => joinsTruthTable(machine, truth),
  requests: (source) => listRequestsTable(source) ?? tracedRequestsTable(source),
  lists: listsTable,
  [HELD_LISTS]: heldListsTable,
  user_vectors: userVectorsTable,
  samples: samplesTable,
  bill: billTable,
  ledger: ledgerTable,
  files: filesTable,
  snapshots: ({ machine }) => snapshotsTable(machine),
  table_files: ({ machine }) => tableFilesTable(machine),
  task_runs: ({ machine }) => taskRunsTable(machine),
  alarms: ({ machine }) => alarmsTable(machine),
  personal_reads: ({ machine }) => personalReadsTable(machine),
  remaining_rows: ({ result }) => remainingRowsTable(result.remaining),
  quality_checks: ({ machine }) => qualityChecksTable(machine),
  rejects: ({ machine }) => rejectsTable(machine.run.trace),
};

/** The tables of the schema in this run, none of which hides a table of the run. */
export function tablesDrawn(design: Design, machine: Machine): ReadonlyMap<string, DrawnTable> {
  return drawnTables(design, machine, Object.keys(MAKERS));
}

/** Names of all tables: those of the schema before those of every run. */
export function tableNames(drawn: ReadonlyMap<string, DrawnTable>): readonly string[] {
  const hidden = new Set([...drawn.keys()].map((name) => name.toLowerCase()));
  return [...drawn.keys(), ...Object.keys(MAKERS).filter((name) => !hidden.has(name))];
}

export function runTable(name: string, source: TableSource): RunTable | null {
  const drawn = source.drawn.get(name);
  if (drawn !== undefined) return drawnTable(source, drawn);
  return Object.hasOwn(MAKERS, name) ? MAKERS[name](source) : null;
}

/** Row counts without making the tables that are large. */
export function tableCounts(
  machine: Machine,
  design: Design,
  truth: GroundTruth | null,
  quality: { readonly [table: string]: TableQuality },
  atMs: number,
): { [name: string]: number } {
  const counts: Record<string, number> = { events: machine.run.rows.events.length };
  const sessions = judgedStore(machine, SESSION);
  if (sessions !== null) counts.sessions = sessions.visible.of(SESSION).rows.length;
  if (quality.hourly_engagement !== undefined) counts.hourly_engagement = quality.hourly_engagement.rows;
  if (quality.windows !== undefined) counts.windows = quality.windows.rows;
  if (quality.joins !== undefined) counts.joins = quality.joins.rows;
  const source = { machine, worked: new WorkedLists(new ServedLists(machine.run)) };
  Object.assign(counts, recommendationCounts(source));
  const traced = tracedRequestCount(machine);
  if (traced !== null) counts.requests = traced;
  if (truth !== null) counts.sessions_truth = truth.ordered.length;
  if (machine.run.rows.files.length > 0) counts.files = machine.run.rows.files.length;
  Object.assign(counts, tableLogCounts(machine));
  const tries = taskRunCount(machine);
  if (tries !== null) counts.task_runs = tries;
  const alarms = alarmCount(machine);
  if (alarms !== null) counts.alarms = alarms;
  const checks = qualityCheckCount(machine);
  if (checks !== null) counts.quality_checks = checks;
  const reads = personalReads(machine);
  if (reads !== null) counts.personal_reads = reads.length;
  const remaining = remainingRows(machine, atMs);
  if (remaining !== null) counts.remaining_rows = remaining.length;
  if (machine.run.trace !== null) counts.rejects = machine.run.trace.rejects.kept.length;
  const drawn = tablesDrawn(design, machine);
  const hidden = new Set([...drawn.keys()].map((name) => name.toLowerCase()));
  return Object.fromEntries([...drawnCounts(source, drawn.values()), ...Object.entries(counts).filter(([name]) => !hidden.has(name))]);
}

function eventsTable({ machine }: TableSource): RunTable {
  const { run } = machine;
  const n = run.rows.events.length;
  const { ledger } = run;
  const fates = ledger.ends.map(fateText);
  const every = Int32Array.from({ length: n }, (_, row) => row);
  const columns = [
    ...rowColumns(run, eventKind, every),
    coded("fate", n, [...fates, "in flight"], (i) => (ledger.isOpen(i) ? fates.length : ledger.fateOf(i))),
  ];
  const own = fileColumns(
    run,
    n,
    columns.map(({ name }) => name),
  );
  return { name: "events", rows: n, columns: [...columns, ...own] };
}

function fateText(code: { readonly kind: string; readonly node: string; readonly reason: string }): string {
  return code.node === "" ? code.kind : `${code.kind}: ${code.node}, ${code.reason}`;
}

function sessionsTable({ machine }: TableSource): RunTable {
  const { epochMs } = machine.run;
  const store = judgedStore(machine, SESSION);
  const order = finalSessions(machine, store).rows;
  const n = order.length;
  const visibleAt = new Map<number, number>();
  const shown = store?.visible.of(SESSION);
  for (let i = 0; i < (shown?.rows.length ?? 0); i++) visibleAt.set(shown?.rows.at(i) as number, shown?.at?.at(i) as number);
  return {
    name: "sessions",
    rows: n,
    columns: [
      ...rowColumns(machine.run, sessionKind, order, "own"),
      timestamps("visible_at", epochMs, n, (i) => visibleAt.get(order[i]) ?? NaN),
    ],
  };
}

function truthTable({ machine, truth }: TableSource): RunTable {
  const { epochMs } = machine.run;
  const n = truth?.ordered.length ?? 0;
  const of = (read: (sessions: TrueSessions, slot: number) => number) => (i: number) =>
    truth === null ? 0 : read(truth.sessions, truth.ordered[i]);
  return {
    name: "sessions_truth",
    rows: n,
    columns: [
      userColumn(
        machine.run,
        "user_id",
        n,
        of((sessions, slot) => sessions.user(slot)),
      ),
      timestamps(
        "started_at",
        epochMs,
        n,
        of((sessions, slot) => sessions.startedAt(slot)),
      ),
      timestamps(
        "last_event_at",
        epochMs,
        n,
        of((sessions, slot) => sessions.lastEventAt(slot)),
      ),
      doubles(
        "duration_s",
        n,
        of((sessions, slot) => (sessions.lastEventAt(slot) - sessions.startedAt(slot)) / 1000),
      ),
      integers(
        "events",
        n,
        of((sessions, slot) => sessions.events(slot)),
      ),
      ...machine.run.dimensions.sessionCounts.map(({ column }, c) =>
        integers(
          column,
          n,
          of((sessions, slot) => sessions.counted(slot, c)),
        ),
      ),
    ],
  };
}

function storeCells({ machine }: TableSource): Map<string, Float64Array> {
  const store = judgedStore(machine, AGGREGATE);
  return store === null ? new Map() : finalCells(machine, store);
}

const HOUR_MS = 3_600_000;

/** Cells as rows of the hourly table, in a table of such rows of its own. */
function hourlyTable(name: string, { machine: { run } }: TableSource, cells: ReadonlyMap<string, Float64Array>): RunTable {
  const aggregates = new AggregateRows(run.dimensions);
  for (const [key, measures] of cells) {
    const [hour, ...codes] = key.split("/").map(Number);
    aggregates.add(hour, codes, measures);
  }
  const rows = Int32Array.from({ length: cells.size }, (_, row) => row);
  return { name, rows: cells.size, columns: rowColumns({ ...run, rows: { ...run.rows, aggregates } }, aggregateKind, rows) };
}

function samplesTable({ machine, observer }: TableSource): RunTable {
  const points = observer.times.length;
  const names = [...observer.columns.keys()];
  const n = points * names.length;
  return {
    name: "samples",
    rows: n,
    columns: [
      timestamps("at", machine.run.epochMs, n, (i) => observer.times.data[i % points]),
      coded("metric", n, names, (i) => Math.floor(i / points)),
      doubles("value", n, (i) => observer.columns.get(names[Math.floor(i / points)])?.data[i % points] ?? NaN),
    ],
  };
}

function billTable({ result }: TableSource): RunTable {
  const { lines } = result.cost;
  const n = lines.length;
  return {
    name: "bill",
    rows: n,
    columns: [
      texts("part", n, (i) => lines[i].node),
      texts("dimension", n, (i) => lines[i].dimension),
      doubles("quantity", n, (i) => lines[i].quantity),
      texts("unit", n, (i) => lines[i].unit),
      doubles("unit_price_usd", n, (i) => lines[i].unitPriceUsd),
      doubles("usd_per_month", n, (i) => lines[i].usd),
      texts("source", n, (i) => lines[i].source),
    ],
  };
}

function ledgerTable({ result }: TableSource): RunTable {
  const { ledger } = result;
  const entries: [string, string, string, number][] = [];
  for (const end of ["delivered", "filtered", "deduplicated", "inFlight", "expired"] as const) entries.push([end, "", "", ledger[end]]);
  for (const [part, reasons] of Object.entries(ledger.dropped))
    for (const [reason, count] of Object.entries(reasons)) entries.push(["dropped", part, reason, count]);
  const n = entries.length;
  return {
    name: "ledger",
    rows: n,
    columns: [
      texts("end", n, (i) => entries[i][0]),
      texts("part", n, (i) => entries[i][1]),
      texts("reason", n, (i) => entries[i][2]),
      doubles("records", n, (i) => entries[i][3]),
    ],
  };
}

function filesTable({ machine }: TableSource): RunTable {
  const { files } = machine.run.rows;
  const { epochMs } = machine.run;
  const n = files.length;
  return {
    name: "files",
    rows: n,
    columns: [
      texts("writer", n, (i) => files[i].writer),
      texts("stream", n, (i) => machine.run.rows.kinds[files[i].stream].id),
      timestamps("hour", epochMs, n, (i) => files[i].hour * HOUR_MS),
      integers("rows", n, (i) => files[i].rows),
      doubles("raw_bytes", n, (i) => files[i].rawBytes),
      doubles("stored_bytes", n, (i) => files[i].storedBytes),
      timestamps("opened_at", epochMs, n, (i) => files[i].openedAt),
      timestamps("closed_at", epochMs, n, (i) => files[i].closedAt),
      timestamps("visible_at", epochMs, n, (i) => (files[i].visibleAt === Infinity ? NaN : files[i].visibleAt)),
    ],
  };
}
