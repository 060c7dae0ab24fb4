import type { RunContext } from "../../engine/part/run-context.ts";
import type { Int32Column } from "../../engine/rows/columns.ts";
import type { TraceNames } from "../../engine/rows/event-trace.ts";
import { coded, integers, timestamps } from "../read/columns.ts";
import type { RunColumn } from "../../result/run-table.ts";
import { itemColumn, userColumn } from "../read/trace-columns.ts";

/** Wider than any code of a user. */
const USERS = 2 ** 28;

/** What events say of whoever they are about: by code, when the first and the last happened, and how many rows there are. */
type Met = {
  readonly codes: readonly number[];
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** The row of the last one; of several at once, the one that came in last. */
  readonly lastRow: readonly number[];
  readonly events: readonly number[];
};

function met({ rows: { events } }: RunContext, rows: Int32Array, codeOf: Int32Column, names: TraceNames | null): Met {
  const at = new Map<number, number>();
  const [codes, first, last, lastRow, count] = [[], [], [], [], []] as number[][];
  for (const row of rows) {
    const code = codeOf.at(row);
    if (code < 0 || (names !== null && code >= names.size)) continue;
    const time = events.eventTime.at(row);
    let i = at.get(code);
    if (i === undefined) {
      at.set(code, (i = codes.length));
      codes.push(code);
      first.push(time);
      last.push(time);
      lastRow.push(row);
      count.push(0);
    }
    count[i]++;
    if (time < first[i]) first[i] = time;
    if (time < last[i]) continue;
    last[i] = time;
    lastRow[i] = row;
  }
  return { codes, first, last, lastRow, events: count };
}

function metColumns({ epochMs }: RunContext, { codes, first, last, events }: Met): RunColumn[] {
  const n = codes.length;
  return [
    timestamps("first_event_at", epochMs, n, (i) => first[i]),
    timestamps("last_event_at", epochMs, n, (i) => last[i]),
    integers("events", n, (i) => events[i]),
  ];
}

/** A row per user met in these events, with what the last of them said. */
export function userColumns(run: RunContext, rows: Int32Array): RunColumn[] {
  const { events } = run.rows;
  const users = met(run, rows, events.user, run.trace?.users ?? null);
  const n = users.codes.length;
  return [
    userColumn(run, "user_id", n, (i) => users.codes[i]),
    ...run.dimensions.dimensions.map(({ column, names }, d) => coded(column, n, names, (i) => events.dimensions[d].at(users.lastRow[i]))),
    ...metColumns(run, users),
  ];
}

/** A row per item met in these events. */
export function itemColumns(run: RunContext, rows: Int32Array): RunColumn[] {
  const items = met(run, rows, run.rows.events.item, run.trace?.items ?? null);
  const n = items.codes.length;
  const users = usersByItem(run, rows);
  return [
    itemColumn(run, "item_id", n, (i) => items.codes[i]),
    ...metColumns(run, items),
    integers("users", n, (i) => users.get(items.codes[i]) ?? 0),
  ];
}

/** Different users of each item: pairs as whole numbers, sorted, are far smaller than a set per item. */
function usersByItem({ rows: { events } }: RunContext, rows: Int32Array): ReadonlyMap<number, number> {
  const known = rows.filter((row) => events.item.at(row) >= 0 && events.user.at(row) >= 0);
  const pairs = new Float64Array(known.length);
  for (let i = 0; i < pairs.length; i++) pairs[i] = events.item.at(known[i]) * USERS + events.user.at(known[i]);
  pairs.sort();
  const users = new Map<number, number>();
  for (let i = 0; i < pairs.length; i++) {
    if (i > 0 && pairs[i] === pairs[i - 1]) continue;
    const item = Math.floor(pairs[i] / USERS);
    users.set(item, (users.get(item) ?? 0) + 1);
  }
  return users;
}
