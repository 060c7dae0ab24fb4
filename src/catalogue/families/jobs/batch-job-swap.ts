import type { Meaning, SwapDecl } from "../../contract.ts";
import { duration } from "../../words.ts";

type Settings = { readonly [field: string]: unknown };

const roles = { in: "files", start: "start", files: "results", done: "done" };

/** Two kinds of job that have a field of the same name mean the same by it. */
function same(field: string, words: (value: unknown) => string): Meaning<Settings> {
  return {
    fields: [field],
    read: (props) => (typeof props[field] === "boolean" ? (props[field] ? "on" : "off") : (props[field] as number | string)),
    write: (value) => ({ [field]: value === "on" ? true : value === "off" && field !== "windows" ? false : value }),
    words: (props) => words(props[field]),
  };
}

const switched = (value: unknown): string => (value === true ? "on" : "off");
const time = (value: unknown): string => duration(Number(value));
const named = (value: unknown): string => String(value).replaceAll("-", " ");

const WORK: { readonly [meaning: string]: Meaning<Settings> } = {
  "a run every": same("everyMs", time),
  "a run reads": same("reads", named),
  "hours before the interval": same("lookbackHours", named),
  "files it reads": same("inputFormat", named),
  "events written": same("events", switched),
  validation: same("validate", switched),
  "clock ahead at most": same("maxClockAheadMs", time),
  "removal of duplicates": same("dedup", switched),
  "joined table": {
    fields: ["dimensionMb"],
    read: (props) => (props["dimensionMb"] === null ? "none" : Number(props["dimensionMb"])),
    write: (value) => ({ dimensionMb: value === "none" ? null : Number(value) }),
    words: (props) => (props["dimensionMb"] === null ? "none" : `${Number(props["dimensionMb"])} MB`),
  },
  sessions: same("sessionize", switched),
  "session gap": same("sessionGapMs", time),
  "hourly figures": same("aggregate", switched),
  "ALL_ rows": same("cube", switched),
  "dimension of users": same("dimension", named),
  "dimension changed by": same("dimensionChanges", String),
  facts: same("facts", switched),
  "facts are": same("factEvents", String),
  "window counts": same("windows", named),
  "window size": same("windowSizeMs", time),
  "window step": same("windowStepMs", time),
  "windows per": same("windowKey", named),
  "shuffle partitions": same("shufflePartitions", named),
  "adaptive execution": same("adaptive", switched),
  "failures of a task": same("maxTaskFailures", named),
  "speculative tasks": same("speculation", switched),
  writing: same("writes", named),
  "folders by": same("partitionBy", named),
  "rows to writers": same("layout", named),
  "files appear": same("committer", named),
};

/** What another job would call this one's settings: the work is the same, its machines are the kind's own. */
export function batchJobSwap(machines: { readonly [meaning: string]: Meaning<Settings> }, fixed: readonly string[]): SwapDecl<Settings> {
  return { roles, meanings: { ...WORK, ...machines }, fixed };
}
