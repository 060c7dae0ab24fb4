import type { FaultDecl, Meaning, SwapDecl } from "../../contract.ts";
import { byMs, timesAsLong } from "../../drawing/fault-amounts.ts";
import { duration, plural } from "../../words.ts";

/** What befalls a primary and its replicas. */
export const rowStoreFaults: readonly FaultDecl<{ readonly replicas: number }>[] = [
  {
    id: "crash",
    label: "Machine lost",
    help: "The primary unless another is named: statements break off, and a replica takes over; what had not reached it is gone. Without one the store is away and comes back with all that was committed.",
    defaultDurationMs: 300_000,
    targets: ({ replicas }) => ["primary", ...Array.from({ length: replicas }, (_, i) => `replica-${i + 1}`)],
  },
  {
    id: "slow",
    label: "Slow",
    help: "Statements and flushes of the machine take four times as long.",
    defaultDurationMs: 60_000,
    amount: timesAsLong(4),
    targets: ({ replicas }) => ["primary", ...Array.from({ length: replicas }, (_, i) => `replica-${i + 1}`)],
  },
  {
    id: "replica-lag",
    label: "Replicas behind",
    help: "A long query or a slow link: changes reach the replicas five seconds later.",
    defaultDurationMs: 60_000,
    amount: byMs("replicas are further behind", 5000),
  },
];

type Settings = { readonly [field: string]: unknown };

/** Two relational stores that have a field of the same name mean the same by it. */
function same(field: string, words: (value: unknown) => string): Meaning<Settings> {
  return {
    fields: [field],
    read: (props) => (typeof props[field] === "boolean" ? String(props[field]) : (props[field] as number | string)),
    write: (value) => ({ [field]: value === "true" ? true : value === "false" ? false : value }),
    words: (props) => words(props[field]),
  };
}

const MEANINGS: { readonly [meaning: string]: Meaning<Settings> } = {
  cores: same("cores", (value) => `${String(value)} vCPU`),
  pool: same("connections", (value) => plural(Number(value), "connection")),
  replicas: same("replicas", (value) => plural(Number(value), "replica")),
  reads: same("readsFrom", (value) => (value === "primary" ? "from the primary" : "from replicas")),
  "commits wait for a replica": same("waitsForReplica", (value) => (value === true ? "yes" : "no")),
  shards: same("shards", (value) => plural(Number(value), "shard")),
  "fail-over": same("failoverMs", (value) => duration(Number(value))),
};

/** A relational store that can take the place of another: `fields` are those it has, `fixed` what it does without a setting for it. */
export function rowStoreSwap(fields: { readonly [field: string]: unknown }, fixed: readonly string[]): SwapDecl<Settings> {
  const meanings = Object.fromEntries(Object.entries(MEANINGS).filter(([, meaning]) => (meaning.fields[0] as string) in fields));
  return { roles: { calls: "statements" }, meanings, fixed };
}
