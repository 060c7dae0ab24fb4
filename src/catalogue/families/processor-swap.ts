import type { Meaning, SwapDecl } from "../contract.ts";
import { duration } from "../words.ts";

type Settings = { readonly [field: string]: unknown };

const roles = {
  in: "records",
  events: "events",
  sessions: "sessions",
  aggregates: "hours",
  windows: "windows",
  joins: "pairs",
  late: "late",
};

/** Two processors that have a field of the same name mean the same by it. */
function same(field: string, words: (value: unknown) => string): Meaning<Settings> {
  return {
    fields: [field],
    read: (props) => (typeof props[field] === "boolean" ? (props[field] ? "on" : "off") : (props[field] as number | string)),
    write: (value) => ({ [field]: value === "on" ? true : value === "off" && !CHOICES.has(field) ? false : value }),
    words: (props) => words(props[field]),
  };
}

/** Fields in which `off` is one choice of several. */
const CHOICES = new Set(["windows", "join"]);

const switched = (value: unknown): string => (value === true ? "on" : "off");
const time = (value: unknown): string => duration(Number(value));
const named = (value: unknown): string => String(value).replaceAll("-", " ").replaceAll("_", " ");

const WORK: { readonly [meaning: string]: Meaning<Settings> } = {
  guarantee: same("guarantee", named),
  validation: same("validate", switched),
  "clock ahead at most": same("maxClockAheadMs", time),
  "removal of duplicates": same("dedup", switched),
  "ids kept for": same("dedupTtlMs", time),
  sessions: same("sessionize", switched),
  "session gap": same("sessionGapMs", time),
  "hourly figures": same("aggregate", switched),
  "ALL_ rows": same("cube", switched),
  "open hours every": same("aggregateEmitMs", time),
  "window counts": same("windows", named),
  "window size": same("windowSizeMs", time),
  "window step": same("windowStepMs", time),
  "windows per": same("windowKey", named),
  join: same("join", named),
  "left of the join": same("joinLeft", named),
  "right of the join": same("joinRight", named),
  "right after left by": same("joinAfterMs", time),
  "right before left by": same("joinBeforeMs", time),
};

/** What another stream processor would call this one's settings: the work is the same, how it is run is the kind's own. */
export function processorSwap(
  own: { readonly workers: Meaning<Settings>; readonly latenessField: string },
  fixed: readonly string[],
): SwapDecl<Settings> {
  const { latenessField } = own;
  const lateness: Meaning<Settings> = { ...same(latenessField, time), write: (value) => ({ [latenessField]: value }) };
  return { roles, meanings: { ...WORK, "tasks side by side": own.workers, "waits for late events": lateness }, fixed };
}
