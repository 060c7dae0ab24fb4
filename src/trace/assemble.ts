import { nounFor, wasOrWere } from "../base/counted-noun.ts";
import type { Finding } from "../base/finding.ts";
import type { Result } from "../base/result.ts";
import { fail, ok } from "../base/result.ts";
import type { EventTrace, PayloadColumn } from "../engine/rows/event-trace.ts";
import type { ByteDictionary } from "./byte-dictionary.ts";
import { spreadWithinSeconds } from "./coarse-clock.ts";
import { contentHash } from "./content-hash.ts";
import { fewValues } from "./few-values.ts";
import { TRACE_LIMITS } from "./limits.ts";
import type { CodedColumn, CodedRole, RowCollector, TimeColumn } from "./row-collector.ts";
import { isSensible, TIME_UNITS, toMs, unitName } from "./time-text.ts";
import type { TimeUnit } from "./time-text.ts";

const HOUR_MS = 3_600_000;

/** What a file says once all of its rows are known: units of times are decided, rows are put in order of arrival. */
export function assemble(name: string, format: string, rows: RowCollector): Result<EventTrace, readonly Finding[]> {
  const understood: string[] = [];
  const eventMs = resolveTimes(rows, "event_time", rows.eventTime, null, understood);
  const hasArrival = (rows.mapped?.columns.arrival_time ?? -1) >= 0;
  const statedMs = hasArrival ? resolveTimes(rows, "arrival_time", rows.arrivalTime, eventMs, understood) : eventMs;
  if (rows.findings.length > 0) return fail(rows.findings);
  const stated = orderOfArrival(rows, eventMs, statedMs);
  if (stated.length === 0) return fail([noRows(rows)]);
  const users = (rows.coded.get("user_id") as CodedColumn).codes.data;
  const { order, arrivalMs, spread } = hasArrival
    ? { order: stated, arrivalMs: statedMs, spread: 0 }
    : spreadWithinSeconds(stated, statedMs, users);
  understood.unshift(readSentence(format, order.length, rows.rejectCount));
  if (!hasArrival) understood.push(withoutArrival(stated, spread));
  const problems = checkSpan(rows, order, eventMs, arrivalMs);
  if (problems.length > 0) return fail(problems);
  understood.push(...describeColumns(rows));
  return ok({
    ...dimensionsOf(rows, order, eventMs, understood),
    ...columnsOf(name, rows, order, eventMs, arrivalMs, hasArrival),
    understood,
  });
}

/** Times in ms; NaN where a row says what its column cannot mean, which is then among the rejects (once: `before` had its turn). */
function resolveTimes(
  rows: RowCollector,
  role: "event_time" | "arrival_time",
  column: TimeColumn,
  before: Float64Array | null,
  understood: string[],
): Float64Array {
  const count = column.value.length;
  const tally = new Float64Array(TIME_UNITS.length + 1);
  for (let row = 0; row < count; row++) tally[column.unit.get(row)]++;
  const chosen = rows.mapped?.units[role] ?? TIME_UNITS[mostFrequent(tally.subarray(1))];
  const given = rows.mapped?.units[role] !== undefined;
  const ms = new Float64Array(count);
  const at = rows.mapped?.columns[role] ?? 0;
  const refuse = (row: number, reason: string): void => {
    ms[row] = Number.NaN;
    if (before !== null && Number.isNaN(before[row])) return;
    rows.reject(rows.line.data[row], rows.names[at], reason, String(column.value.data[row]));
  };
  for (let row = 0; row < count; row++) {
    const unit = column.unit.get(row);
    const value = column.value.data[row];
    if (unit === 0) ms[row] = value;
    else if (given || TIME_UNITS[unit - 1] === chosen) ms[row] = toMs(value, chosen);
    else refuse(row, `a number of ${unitName(TIME_UNITS[unit - 1])}, where the column counts ${unitName(chosen)}`);
    if (!Number.isNaN(ms[row]) && !isSensible(ms[row])) refuse(row, "a time outside 1970 to 2199");
  }
  if (count > 0)
    understood.push(
      `${role} is "${rows.names[at]}": ${rows.declaresMs(at) ? "timestamps, as the file declares" : timeWords(tally, chosen, given)}.`,
    );
  return ms;
}

function timeWords(tally: Float64Array, chosen: TimeUnit, given: boolean): string {
  const numbers = `numbers, read as ${unitName(chosen)} since 1970${given ? " as the mapping says" : ""}`;
  const dates = "dates by ISO 8601, UTC where no offset is given";
  const hasNumbers = tally.subarray(1).some((each) => each > 0);
  return tally[0] === 0 ? numbers : hasNumbers ? `${dates}, and ${numbers}` : dates;
}

function mostFrequent(tally: Float64Array): number {
  let best = 0;
  for (let i = 1; i < tally.length; i++) if (tally[i] > tally[best]) best = i;
  return best;
}

/** Rows that count, by arrival; those that arrive together in the order of the file. */
function orderOfArrival(rows: RowCollector, eventMs: Float64Array, arrivalMs: Float64Array): Int32Array {
  const order = new Int32Array(rows.rows);
  let count = 0;
  let sorted = true;
  let last = -Infinity;
  for (let row = 0; row < rows.rows; row++) {
    if (Number.isNaN(eventMs[row]) || Number.isNaN(arrivalMs[row])) continue;
    if (arrivalMs[row] < last) sorted = false;
    last = arrivalMs[row];
    order[count++] = row;
  }
  const found = order.subarray(0, count);
  return sorted ? found : found.sort((a, b) => arrivalMs[a] - arrivalMs[b] || a - b);
}

function noRows(rows: RowCollector): Finding {
  const why =
    rows.rejectCount === 0
      ? "It holds no rows."
      : `${rows.rejectCount === 1 ? "Its one row" : `All of its ${rows.rejectCount.toLocaleString("en-US")} rows`} ${wasOrWere(rows.rejectCount)} refused; line ${rows.rejects[0].line}: ${rows.rejects[0].reason}.`;
  return {
    code: "no-rows",
    severity: "error",
    where: "",
    message: `Nothing in the file can be replayed. ${why} Check the mapping of its columns.`,
  };
}

function readSentence(format: string, read: number, rejected: number): string {
  const rows = (count: number): string => `${count.toLocaleString("en-US")} ${nounFor(count, "row")}`;
  return `${format}: ${rows(read)} read, ${rejected === 0 ? "none" : rows(rejected)} set aside.`;
}

function withoutArrival(order: Int32Array, spread: number): string {
  let moved = 0;
  for (let i = 0; i < order.length; i++) if (i > 0 && order[i] < order[i - 1]) moved++;
  const disorder = moved === 0 ? "" : " The file is not in this order; only an arrival_time can tell which rows came late.";
  const spreading =
    spread === 0
      ? ""
      : ` Its clock counts whole seconds: ${spread.toLocaleString("en-US")} ${nounFor(spread, "row shares its own", "rows share theirs")} with another row of ${nounFor(spread, "its", "their")} user and ${nounFor(spread, "is", "are")} spread over it.`;
  return `There is no arrival_time: every row arrives at its event_time, so none is late.${spreading}${disorder}`;
}

function checkSpan(rows: RowCollector, order: Int32Array, eventMs: Float64Array, arrivalMs: Float64Array): Finding[] {
  const first = order[0];
  const last = order[order.length - 1];
  const days = TRACE_LIMITS.spanMs / 86_400_000;
  const error = (code: string, message: string): Finding => ({ code, severity: "error", where: "", message });
  if (arrivalMs[last] - arrivalMs[first] > TRACE_LIMITS.spanMs) {
    const day = (row: number): string => `${new Date(arrivalMs[row]).toISOString().slice(0, 10)} (line ${rows.line.data[row]})`;
    return [
      error(
        "trace-span",
        `The rows arrive from ${day(first)} to ${day(last)}; a run takes ${days} days at most. Take a shorter part, or mend the times.`,
      ),
    ];
  }
  const users = rows.coded.get("user_id")?.names.size ?? 0;
  const hours = hoursOf(order, eventMs).size;
  if (hours * users > TRACE_LIMITS.hourUsers)
    return [
      error(
        "trace-size",
        `${users.toLocaleString("en-US")} ${nounFor(users, "user")} over ${hours.toLocaleString("en-US")} ${nounFor(hours, "hour")} are more than hourly figures of one run hold. Take a shorter part of the file, or fewer users.`,
      ),
    ];
  return [];
}

function hoursOf(order: Int32Array, eventMs: Float64Array): Set<number> {
  const hours = new Set<number>();
  for (let i = 0; i < order.length; i++) hours.add(Math.floor(eventMs[order[i]] / HOUR_MS));
  return hours;
}

function describeColumns(rows: RowCollector): string[] {
  const roles = [...rows.coded.keys()].map((role) => `${role} is "${rows.names[rows.mapped?.columns[role] ?? 0]}"`);
  const kept = rows.payload.filter(({ dropped }) => !dropped).map(({ name }) => name);
  return [
    `${roles.join(", ")}.`,
    ...(kept.length > 0 ? [`Kept in the table of events: ${kept.join(", ")}.`] : []),
    ...(rows.leftOut.length > 0
      ? [
          `Left out, as a run keeps ${TRACE_LIMITS.payloadColumns} further columns and ${TRACE_LIMITS.payloadDictionaryBytes / 1024 ** 2} MB of values in each: ${rows.leftOut.slice(0, 20).join(", ")}${rows.leftOut.length > 20 ? " …" : ""}.`,
        ]
      : []),
  ];
}

type Dimensions = Pick<EventTrace, "type" | "types" | "dimensions">;

/** Roles of columns of few values, in the order of the run's dimensions. */
const DIMENSION_ROLES = ["device_type", "app_version", "country"] as const;

/** Few values each: event types in a byte, and devices, versions and countries so few that hourly figures stay small. */
function dimensionsOf(rows: RowCollector, order: Int32Array, eventMs: Float64Array, understood: string[]): Dimensions {
  const hours = hoursOf(order, eventMs).size;
  let cells = Math.min(TRACE_LIMITS.cells, Math.max(8, Math.floor(TRACE_LIMITS.hourCells / hours)));
  const few = (role: CodedRole, most: number, absent: string) => {
    const made = fewValues(rows.coded.get(role) ?? null, order, most, absent);
    if (made.merged > 0)
      understood.push(
        `${made.merged.toLocaleString("en-US")} rarer values of ${role} are taken together as "other"; ${made.names.length - 1} are kept.`,
      );
    return made;
  };
  const types = few("event_type", TRACE_LIMITS.types, "event");
  const byRole = { device_type: 0, app_version: 0, country: 0 };
  // The dimension with the fewest values first: what it does not need is left to the others.
  const roles = DIMENSION_ROLES.toSorted((a, b) => (rows.coded.get(a)?.names.size ?? 0) - (rows.coded.get(b)?.names.size ?? 0));
  const made = new Map<string, ReturnType<typeof few>>();
  roles.forEach((role, i) => {
    byRole[role] = Math.min(TRACE_LIMITS.values, Math.max(2, rootOf(cells, roles.length - i)));
    const values = few(role, byRole[role], "unknown");
    made.set(role, values);
    cells = Math.max(2, Math.floor(cells / values.names.length));
  });
  const of = (role: string) => made.get(role) ?? { codes: new Uint8Array(order.length), names: ["unknown"], merged: 0 };
  return {
    type: types.codes,
    types: types.names,
    dimensions: DIMENSION_ROLES.map((column) => ({ column, codes: of(column).codes, names: of(column).names })),
  };
}

/** The largest whole number whose n-th power is at most `value`. */
function rootOf(value: number, n: number): number {
  let root = 1;
  while ((root + 1) ** n <= value) root++;
  return root;
}

function columnsOf(
  name: string,
  rows: RowCollector,
  order: Int32Array,
  eventMs: Float64Array,
  arrivalMs: Float64Array,
  hasArrival: boolean,
) {
  const users = rows.coded.get("user_id") as CodedColumn;
  const ids = rows.coded.get("event_id");
  const items = rows.coded.get("item_id");
  const eventId = new Int32Array(order.length);
  // Rows without an id get one of their own, behind those of the file.
  let next = ids?.names.size ?? 0;
  for (let i = 0; i < order.length; i++) {
    const code = ids === undefined ? -1 : ids.codes.data[order[i]];
    eventId[i] = code < 0 ? next++ : code;
  }
  const eventTime = picked(eventMs, order, new Float64Array(order.length));
  const arrivalTime = picked(arrivalMs, order, new Float64Array(order.length));
  const user = picked(users.codes.data, order, new Int32Array(order.length));
  return {
    name,
    rows: order.length,
    hash: contentHash([eventTime, arrivalTime, user, eventId]),
    eventTime,
    arrivalTime,
    happenedTime: hasArrival ? eventTime : arrivalTime,
    user,
    eventId,
    item: items === undefined ? new Int32Array(order.length).fill(-1) : picked(items.codes.data, order, new Int32Array(order.length)),
    bytes: picked(rows.bytes.data, order, new Int32Array(order.length)),
    line: picked(rows.line.data, order, new Int32Array(order.length)),
    users: users.names.names(),
    eventIds: ids?.names.names() ?? null,
    items: items?.names.names() ?? null,
    payload: rows.payload.filter(({ dropped }) => !dropped).map((column) => payloadOf(column, order)),
    rejects: { count: rows.rejectCount, kept: rows.rejects.toSorted((a, b) => a.line - b.line) },
  };
}

function picked<A extends Float64Array | Int32Array>(from: A, order: Int32Array, to: A): A {
  for (let i = 0; i < order.length; i++) to[i] = from[order[i]];
  return to;
}

const MOST_NUMBER_TEXT = 32;

/** A column whose every value is a number becomes one of numbers. */
function payloadOf(column: CodedColumn, order: Int32Array): PayloadColumn {
  const codes = picked(column.codes.data, order, new Int32Array(order.length));
  const numbers = numbersOf(column.names);
  if (numbers === null) return { name: column.name, type: "text", codes, names: column.names.names() };
  const values = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) values[i] = codes[i] < 0 ? Number.NaN : numbers[codes[i]];
  return { name: column.name, type: "number", values };
}

/** The values as numbers, or null when one of them is not: digits that a number would not give back are a text, such as 007. */
function numbersOf(names: ByteDictionary): Float64Array | null {
  if (names.size === 0) return null;
  const numbers = new Float64Array(names.size);
  for (let code = 0; code < names.size; code++) {
    const text = names.text(code);
    if (text.length > MOST_NUMBER_TEXT || !/^-?(0|[1-9]\d{0,14})(\.\d+)?([eE][+-]?\d{1,3})?$/.test(text)) return null;
    numbers[code] = Number(text);
  }
  return numbers;
}
