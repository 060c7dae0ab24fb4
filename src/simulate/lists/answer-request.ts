import { sha1 } from "../../base/sha1.ts";
import { refusedColumns } from "../../engine/queried/granted-reads.ts";
import { ASKS } from "../../engine/queried/query-target.ts";
import type { QueryTarget } from "../../engine/queried/query-target.ts";
import { readTable } from "./list-body.ts";
import { answerWithList, recommends } from "./list-lookup.ts";
import type { RunLook } from "./run-look.ts";
import type { RunColumn, RunTable } from "../../result/run-table.ts";
import type { TryAnswer, TryRequest } from "../../result/try-answer.ts";
import type { Design } from "../../design/types.ts";

const MAX_ROWS = 20;

/**
 * Answers an endpoint of the API quadrant with rows the run really produced (A3): the parameters that name columns of the
 * table it reads filter it. The latency is one the run measured for this endpoint (its median).
 */
export function answerEndpoint(
  run: RunLook & { tables(names: readonly string[]): readonly RunTable[] },
  design: Design,
  request: TryRequest,
): TryAnswer {
  const endpoint = design.api.endpoints.find((candidate) => candidate.id === request.endpointId);
  if (endpoint === undefined) return { status: 503, reason: "This endpoint is not in the design that ran. Run again." };
  const dashboard = ASKS.all(run.machine.nodes.values()).find(({ responses }) => responses.has(endpoint.id));
  const read = readTable(design, endpoint);
  const asked = run.machine.run.desk.endpoints.find(({ id, asked: calls }) => id === endpoint.id && calls > 0);
  if (dashboard === undefined && recommends(run) && read?.holds !== "other") return answerWithList(run, request, read);
  if (endpoint.reads === undefined) return { status: 503, reason: "This endpoint reads nothing yet. Bind it to a table of a store." };
  if (dashboard === undefined && asked === undefined)
    return {
      status: 503,
      reason: "No dashboard in the drawing reads that store, so nothing asked this endpoint in the run. Wire the store to a Dashboard.",
    };
  const schemaTable = design.schema.tables.find((table) => table.id === endpoint.reads?.table || table.name === endpoint.reads?.table);
  const table = run.tables([runTableFor(schemaTable?.columns.map((column) => column.name) ?? [], endpoint.reads.table)])[0];
  const responses = dashboard === undefined ? asked?.responses : dashboard.responses.get(endpoint.id);
  const latencyMs = responses?.quantile(0.5) ?? null;
  const asOfMs = dashboard === undefined ? null : asOf(dashboard.endpoints.find(({ id }) => id === endpoint.id)?.target);
  if (table === undefined || table.rows === 0) return { status: 404, latencyMs, asOfMs, rows: [] };
  const granted = dashboard?.endpoints.find(({ id }) => id === endpoint.id)?.target.granted;
  if (granted?.refuses === true)
    return {
      status: 503,
      reason: `The store refuses this query: ${refusedColumns(granted).join(", ")} is personal and not granted to who asks.`,
    };
  const masked = (granted?.columns ?? []).filter(({ sees }) => sees === "masked").map(({ column }) => column);
  const rows = select(table, request.parameters, masked);
  return { status: rows.length > 0 ? 200 : 404, latencyMs, asOfMs, rows };
}

/** The run's own table that a schema table describes: by name, else by the columns it has. */
function runTableFor(columns: readonly string[], name: string): string {
  if (/session/i.test(name) || columns.includes("session_id")) return "sessions";
  if (columns.includes("window_key")) return "windows";
  if (columns.includes("left_event_id")) return "joins";
  if (columns.some((column) => column.startsWith("total_")) || /hour|aggregate|engagement/i.test(name)) return "hourly_engagement";
  return "events";
}

function asOf(target: QueryTarget | undefined): number | null {
  const newest = target?.visible.newestEventAt ?? -Infinity;
  return newest === -Infinity ? null : newest;
}

type Cell = string | number | boolean | null;

function cellAt(column: RunColumn, row: number): Cell {
  if (column.type === "list") {
    const { offsets, entries } = column;
    return JSON.stringify(Array.from({ length: offsets[row + 1] - offsets[row] }, (_, at) => cellAt(entries, offsets[row] + at)));
  }
  if (column.type === "text") return column.dictionary[column.codes[row]] ?? null;
  if (column.type === "boolean") return column.values[row] === 1;
  const value = column.values[row];
  if (Number.isNaN(value) || (column.type === "integer" && value === column.missing)) return null;
  return column.type === "timestamp" ? new Date(value).toISOString() : value;
}

/** The same mask for the same value, as a keyed hash gives it: what is joined or counted by it comes out as it would without. */
function maskOf(cell: Cell): Cell {
  return cell === null
    ? null
    : `masked ${Array.from(sha1(`mask ${cell}`).subarray(0, 2), (word) => word.toString(16).padStart(8, "0")).join("")}`;
}

/** Columns that say together when an hour was. */
const HOUR = ["year", "month", "day", "hour"];

/** The newest rows first, as whoever asks for the last hours wants them: by their hour, else the last that were made. */
function newestFirst(table: RunTable): readonly number[] {
  const rows = Array.from({ length: table.rows }, (_, row) => table.rows - 1 - row);
  const when = HOUR.flatMap((name) => table.columns.find((column) => column.name === name) ?? []);
  const timeOf = (column: RunColumn, row: number): number => ("values" in column ? Number(column.values[row]) : 0);
  return when.length === 0 ? rows : rows.sort((a, b) => when.reduce((order, column) => order || timeOf(column, b) - timeOf(column, a), 0));
}

/** Whoever is given masks asks by masks, too: a value finds nothing in a masked column. */
function select(table: RunTable, parameters: { readonly [name: string]: string }, masked: readonly string[]): { [column: string]: Cell }[] {
  const shownAt = (column: RunColumn, row: number): Cell =>
    masked.includes(column.name) ? maskOf(cellAt(column, row)) : cellAt(column, row);
  const filters = Object.entries(parameters).flatMap(([name, wanted]) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    return column === undefined || wanted === "" ? [] : [{ column, wanted }];
  });
  const rows: { [column: string]: Cell }[] = [];
  for (const row of newestFirst(table)) {
    if (rows.length >= MAX_ROWS) break;
    if (!filters.every(({ column, wanted }) => String(shownAt(column, row)) === wanted)) continue;
    rows.push(Object.fromEntries(table.columns.map((column) => [column.name, shownAt(column, row)])));
  }
  return rows;
}
