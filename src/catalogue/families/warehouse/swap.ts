import type { Meaning, SwapDecl } from "../../contract.ts";
import { duration, percent, plural } from "../../words.ts";

type Settings = { readonly [field: string]: unknown };

/** Kinds that answer SQL over what has landed in files, with a copy of it or where it lies. */
export const ANSWERS_SQL = "answers SQL over files";

/** Two kinds that have a field of the same name mean the same by it. */
function same(field: string, words: (value: unknown) => string): Meaning<Settings> {
  return {
    fields: [field],
    read: (props) => (typeof props[field] === "boolean" ? (props[field] ? "on" : "off") : (props[field] as number | string)),
    write: (value) => ({ [field]: value === "on" ? true : value === "off" ? false : value }),
    words: (props) => words(props[field]),
  };
}

const named = (value: unknown): string => String(value).replaceAll("-", " ");

/** Queries that run side by side, in a field of this name. */
export function queriesAtOnce(field: string, most: number): Meaning<Settings> {
  return {
    fields: [field],
    read: (props) => Number(props[field]),
    write: (value) => ({ [field]: Math.min(most, Math.max(1, Number(value))) }),
    words: (props) => plural(Number(props[field]), "query", "queries"),
  };
}

export const COLUMNS_READ = same("columnShare", (value) => percent(Number(value)));
export const VACUUMED_BY = same("vacuum", named);
export const SORTED_BY = same("sortKey", named);

const SHARED: { readonly [meaning: string]: Meaning<Settings> } = {
  "a load every": same("loadEveryMs", (value) => duration(Number(value))),
  "a load takes": same("reads", named),
  "hours before the interval": same("lookbackHours", (value) => plural(Number(value), "hour")),
  "a load meets old rows": same("loads", named),
  "kept for": same("retentionDays", (value) => plural(Number(value), "day")),
  "columns read": COLUMNS_READ,
  "users joined": same("joinsUsers", (value) => (value === true ? "on" : "off")),
  "a query looks at": same("looksAt", named),
  "hours looked back": same("queryHours", (value) => plural(Number(value), "hour")),
};

/** What another warehouse would call this one's settings: loads and questions are the same, its machines are the kind's own. */
export function warehouseSwap(own: { readonly [meaning: string]: Meaning<Settings> }, fixed: readonly string[]): SwapDecl<Settings> {
  return {
    roles: { data: "files", start: "start", rows: "answers", done: "done" },
    meanings: { ...SHARED, ...own },
    fixed,
    place: ANSWERS_SQL,
  };
}
