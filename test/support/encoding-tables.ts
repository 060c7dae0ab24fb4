import type { FileColumn, FlatColumn } from "../../src/engine/encoding/file-column.ts";
import type { PlainColumn, RunColumn, RunTable } from "../../src/result/run-table.ts";
import { loadBundled } from "../../src/scenario/bundled.ts";
import { createRun } from "../../src/simulate/run.ts";

/** Rows as they go into a file, under the name of the scenario and table they come from. */
export type EncodingTable = { readonly name: string; readonly rows: number; readonly columns: readonly FileColumn[] };

type Stored = FlatColumn["type"];

const EVENTS: { readonly [column: string]: Stored } = {
  event_id: "int64",
  user_id: "int64",
  event_type: "text",
  event_time: "timestamp-ms",
  sent_at: "timestamp-us",
  device_type: "text",
  app_version: "text",
  country: "text",
  item_id: "int64",
  bytes: "int32",
};
const SESSIONS: { readonly [column: string]: Stored } = {
  session_id: "int64",
  user_id: "int64",
  started_at: "timestamp-us",
  last_event_at: "timestamp-ms",
  duration_s: "double",
  events: "int32",
  screens: "int32",
  bounced: "boolean",
  device_type: "text",
  country: "text",
};
const LISTS: { readonly [column: string]: Stored } = {
  list_id: "int64",
  user_id: "int64",
  items: "int64",
  scores: "float",
  made_at: "timestamp-ms",
  model: "int32",
};

/** The row counts at which files are made. */
const ENCODED_ROWS = [1_000, 20_000, 200_000];

/** The scenarios cut to their first minutes without incidents and bursts, a reference of each, and which tables of the run are taken. */
const RUNS: readonly {
  readonly scenario: string;
  readonly design: string;
  readonly minutes: number;
  readonly factor: number;
  readonly tables: { readonly [table: string]: { readonly [column: string]: Stored } };
}[] = [
  { scenario: "ios-engagement", design: "athena", minutes: 12, factor: 3, tables: { events: EVENTS, sessions: SESSIONS } },
  { scenario: "spotify-recommendations", design: "streaming", minutes: 120, factor: 8, tables: { events: EVENTS, lists: LISTS } },
  { scenario: "ecommerce-recommendations", design: "topics", minutes: 30, factor: 3, tables: { events: EVENTS, lists: LISTS } },
];

/** Rows of real runs with seed 1: the same in every process. */
export async function encodingTables(): Promise<readonly EncodingTable[]> {
  const found: EncodingTable[] = [];
  for (const { scenario: id, design, minutes, factor, tables } of RUNS) {
    const loaded = await loadBundled(id);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const scenario = loaded.value;
    const durationMs = minutes * 60_000;
    const { workload } = scenario;
    const cut = { ...workload, durationMs, warmupMs: 0, sessionsPerSecond: factor * workload.sessionsPerSecond, bursts: [] };
    const run = createRun({
      design: scenario.designs.find(({ name }) => name === design)!.design,
      scenario: { ...scenario, incidents: [], workload: cut },
      seed: 1,
      faults: [],
    });
    if (!run.ok) throw new Error(JSON.stringify(run.error));
    while (!run.value.over) run.value.step();
    const made = run.value.tables(Object.keys(tables));
    for (const table of made) found.push(tableOf(`${id} ${table.name}`, table, tables[table.name]));
  }
  return found;
}

function tableOf(name: string, table: RunTable, types: { readonly [column: string]: Stored }): EncodingTable {
  const columns = table.columns.filter((column) => column.name in types).map((column) => fileColumn(column, types[column.name]));
  return { name, rows: table.rows, columns };
}

function fileColumn(column: RunColumn, type: Stored): FileColumn {
  if (column.type !== "list") return flatColumn(column, type);
  return { name: column.name, type: "list", offsets: column.offsets, entries: flatColumn(column.entries, type) };
}

function flatColumn(column: PlainColumn, type: Stored): FlatColumn {
  const { name } = column;
  if (column.type === "text") return { name, type: "text", codes: column.codes, texts: column.dictionary };
  if (type === "boolean") return { name, type, values: Uint8Array.from(column.values) };
  if (type === "int32") return { name, type, values: Int32Array.from(column.values) };
  if (type === "text") throw new Error(`${name} is no column of texts`);
  const perMs = type === "timestamp-us" ? 1000 : 1;
  const isWhole = type !== "double" && type !== "float";
  const missing = column.type === "integer" ? column.missing : undefined;
  const values = Float64Array.from(column.values, (value) =>
    value === missing ? Number.NaN : isWhole ? Math.floor(value * perMs) : value,
  );
  return { name, type, values };
}

/** The first rows of a table, as many as asked for or all of them, in their order or shuffled. */
function firstRows({ name, rows, columns }: EncodingTable, most: number, isShuffled: boolean): EncodingTable {
  const count = Math.min(rows, most);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  if (isShuffled) shuffle(order);
  return { name, rows: count, columns: columns.map((column) => taken(column, order)) };
}

/** Fisher-Yates by a plain congruential generator. */
function shuffle(order: Int32Array): void {
  let state = 12_345;
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
}

function taken(column: FileColumn, order: Int32Array): FileColumn {
  if (column.type !== "list") return takenFlat(column, order);
  const { name, offsets, entries } = column;
  const entryOrder: number[] = [];
  const taking = new Int32Array(order.length + 1);
  order.forEach((row, i) => {
    for (let at = offsets[row]; at < offsets[row + 1]; at++) entryOrder.push(at);
    taking[i + 1] = entryOrder.length;
  });
  return { name, type: "list", offsets: taking, entries: takenFlat(entries, Int32Array.from(entryOrder)) };
}

function takenFlat(column: FlatColumn, order: Int32Array): FlatColumn {
  switch (column.type) {
    case "text":
      return { ...column, codes: order.map((row) => column.codes[row]) };
    case "boolean":
      return { ...column, values: Uint8Array.from(order, (row) => column.values[row]) };
    case "int32":
      return { ...column, values: order.map((row) => column.values[row]) };
    default:
      return { ...column, values: Float64Array.from(order, (row) => column.values[row]) };
  }
}

/** Every table at every count it has, in its order and shuffled. */
export function variantsOf(tables: readonly EncodingTable[]): readonly (EncodingTable & { readonly order: "as written" | "shuffled" })[] {
  return tables.flatMap((table) =>
    ENCODED_ROWS.filter((_most, i) => i === 0 || table.rows > ENCODED_ROWS[i - 1]).flatMap((most) => [
      { ...firstRows(table, most, false), order: "as written" as const },
      { ...firstRows(table, most, true), order: "shuffled" as const },
    ]),
  );
}
