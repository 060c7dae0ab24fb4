import type { RunRecord } from "../../share/run-record.ts";
import type { Tone } from "../parts/Chip.tsx";
import { plural } from "../parts/format.ts";

/** What a line of the list says of a run. */
export type Headline = {
  readonly verdict: { readonly tone: Tone; readonly word: string };
  readonly monthlyUsd: number;
  /** The slowest p99 of all sinks and endpoints, and where it was measured; null where nothing arrived. */
  readonly p99: { readonly place: string; readonly ms: number } | null;
};

export function headlineOf({ status, result }: Pick<RunRecord, "status" | "result">): Headline {
  const slowest = Object.entries(result.latency).flatMap(([place, { p99Ms }]) => (p99Ms === null ? [] : [{ place, ms: p99Ms }]));
  return {
    verdict: verdictOf(status, result),
    monthlyUsd: result.cost.monthlyUsd,
    p99: slowest.reduce<Headline["p99"]>((most, each) => (most === null || each.ms > most.ms ? each : most), null),
  };
}

/** A run that was cut short has passed nothing, whatever its goals say. */
function verdictOf(status: RunRecord["status"], { verdict: { pass, goals } }: RunRecord["result"]): Headline["verdict"] {
  if (status === "cancelled") return { tone: "warn", word: "stopped early" };
  if (status === "capped") return { tone: "bad", word: "cut short" };
  if (goals.length === 0) return { tone: "neutral", word: "no goals" };
  const missed = goals.filter((goal) => !goal.pass).length;
  if (missed === 0) return { tone: pass ? "ok" : "bad", word: pass ? `all ${plural(goals.length, "goal")} met` : "failed" };
  return { tone: pass ? "warn" : "bad", word: `${missed} of ${goals.length} missed` };
}

/** How a run is called in a sentence. */
export function callName({ name, endedAtMs }: Pick<RunRecord, "name" | "endedAtMs">, when: (ms: number) => string): string {
  return name === "" ? `the run of ${when(endedAtMs)}` : `“${name}”`;
}
