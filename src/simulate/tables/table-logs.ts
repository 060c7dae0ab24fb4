import { TABLE } from "../../engine/files/table-log.ts";
import type { Snapshot, TableLog, TableObject } from "../../engine/files/table-log.ts";
import { userOfRow } from "../../engine/rows/rows.ts";
import type { RunTable } from "../../result/run-table.ts";
import type { Machine } from "../compile/build-machine.ts";
import { doubles, integers, texts, timestamps } from "../read/columns.ts";

const HOUR_MS = 3_600_000;
/** An integer column holds no empty cell: no version. */
const NO_VERSION = 0;

type Kept = { readonly part: string; readonly log: TableLog };

function logsOf({ nodes }: Machine): Kept[] {
  return [...nodes].flatMap(([part, node]) => {
    const log = TABLE.of(node);
    return log === null ? [] : [{ part, log }];
  });
}

/** How many rows both tables have; nothing without a part that keeps a table. */
export function tableLogCounts(machine: Machine): { [table: string]: number } {
  const logs = logsOf(machine);
  if (logs.length === 0) return {};
  return {
    snapshots: logs.reduce((sum, { log }) => sum + log.snapshots.length, 0),
    table_files: logs.reduce((sum, { log }) => sum + log.objects.size, 0),
  };
}

/** A row for each version of each table, expired ones too; null where no part keeps a table. */
export function snapshotsTable(machine: Machine): RunTable | null {
  const logs = logsOf(machine);
  if (logs.length === 0) return null;
  const rows = logs.flatMap(({ part, log }) => log.snapshots.map((snapshot) => ({ part, snapshot })));
  const { epochMs } = machine.run;
  const n = rows.length;
  const number = (name: string, read: (snapshot: Snapshot) => number) => integers(name, n, (i) => read(rows[i].snapshot));
  return {
    name: "snapshots",
    rows: n,
    columns: [
      texts("part", n, (i) => rows[i].part),
      number("version", ({ version }) => version),
      timestamps("committed_at", epochMs, n, (i) => rows[i].snapshot.atMs),
      texts("operation", n, (i) => rows[i].snapshot.operation),
      texts("writer", n, (i) => rows[i].snapshot.writer),
      number("based_on", ({ basedOn }) => basedOn),
      number("added_files", ({ added }) => added.length),
      number("removed_files", ({ removed }) => removed.length),
      number("rows", (snapshot) => snapshot.rows),
      doubles("metadata_bytes", n, (i) => rows[i].snapshot.metadataBytes),
      timestamps("expired_at", epochMs, n, (i) => finite(rows[i].snapshot.expiredAtMs)),
    ],
  };
}

/**
 * A row for each data file of each table: a version v has those with added_in <= v, and removed_in above it or 0; an orphan has added_in
 * 0. What was vacuumed lies in the bucket no longer. Delete files that lie over a file have the rows they take away, below 0.
 */
export function tableFilesTable(machine: Machine): RunTable | null {
  const logs = logsOf(machine);
  if (logs.length === 0) return null;
  const { rows: all, epochMs } = machine.run;
  const rows = logs.flatMap(({ part, log }) => [...log.objects.values()].map((object) => ({ part, log, object })));
  const n = rows.length;
  const fileOf = (i: number) => all.files[rows[i].object.file];
  const number = (name: string, read: (object: TableObject, log: TableLog) => number) =>
    integers(name, n, (i) => read(rows[i].object, rows[i].log));
  return {
    name: "table_files",
    rows: n,
    columns: [
      texts("part", n, (i) => rows[i].part),
      number("file", ({ file }) => file),
      texts("stream", n, (i) => all.kinds[fileOf(i).stream].id),
      timestamps("hour", epochMs, n, (i) => fileOf(i).hour * HOUR_MS),
      texts("writer", n, (i) => fileOf(i).writer),
      number("added_in", ({ addedIn }) => addedIn ?? NO_VERSION),
      number("removed_in", ({ removedIn }) => removedIn ?? NO_VERSION),
      number("rows", ({ file, over }) => all.files[file].rows - (over === null ? 0 : all.files[over].rows)),
      number("erased_rows", (object, log) => log.erasedRowsIn(object, (ref) => userOfRow(all, ref))),
      doubles("stored_bytes", n, (i) => rows[i].object.bytes),
      timestamps("written_at", epochMs, n, (i) => rows[i].object.writtenAtMs),
      timestamps("vacuumed_at", epochMs, n, (i) => finite(rows[i].object.vacuumedAtMs)),
    ],
  };
}

function finite(ms: number): number {
  return ms === Infinity ? NaN : ms;
}
