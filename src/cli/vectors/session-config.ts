import { ON_WATERMARK, sessionRules } from "../../engine/operators/session-rules.ts";
import type { SessionEngine, SessionRules, SessionTrigger } from "../../engine/operators/session-rules.ts";
import { MalformedVector, numberOf, objectOf, optionalNumber } from "./vector-json.ts";
import type { JsonObject } from "./vector-json.ts";

export type VectorEvent = { readonly key: string; readonly t: number; readonly v: unknown };

/** What a case of the session file asks for, in the words of the operator. */
export type CaseConfig = {
  readonly engine: SessionEngine;
  readonly window: "session" | "merge-set" | "aligned";
  readonly rules: SessionRules;
  readonly gapOf: (event: VectorEvent) => number;
  readonly sizeMs: number;
  readonly slideMs: number;
  readonly offsetMs: number;
  readonly aggregate: string;
  /** Spark runs one micro-batch per step and moves its watermark between them; null = not Spark streaming. */
  readonly watermarkDelayMs: number | null;
  readonly earliestOutput: boolean;
};

export function readConfig(engine: string, config: JsonObject): CaseConfig {
  const known = engineOf(engine);
  const window = String(config["window"] ?? "session");
  const gap = config["gap"];
  const sizeMs = optionalNumber(config["size"], 1, "config.size");
  const base = firstNumber(gap) ?? 1;
  const lateness = optionalNumber(config["lateness"] ?? config["allowed_lateness"] ?? config["grace"], 0, "config.lateness");
  const trigger = triggerOf(known, config["trigger"]);
  // The Beam harness of early_late_sessions has unlimited lateness; its file does not say so in a field.
  const unlimited = known === "beam" && config["lateness"] === undefined && trigger.lateCount !== ON_WATERMARK.lateCount;
  const changes: Partial<SessionRules> = {
    gapMs: base > 0 ? base : 1,
    allowedLatenessMs: unlimited ? 1e15 : lateness,
    trigger,
  };
  const accumulation = config["accumulation"];
  return {
    engine: known,
    window: window === "session" ? "session" : window.startsWith("merge-set") ? "merge-set" : "aligned",
    rules: sessionRules(known, accumulation === undefined ? changes : { ...changes, accumulation: accumulationOf(accumulation) }),
    gapOf: gapReader(gap),
    sizeMs,
    slideMs: optionalNumber(config["slide"] ?? config["period"], sizeMs, "config.slide"),
    offsetMs: optionalNumber(config["offset"], 0, "config.offset"),
    aggregate: String(config["agg"] ?? "count"),
    watermarkDelayMs: config["watermark_delay"] === undefined ? null : numberOf(config["watermark_delay"], "config.watermark_delay"),
    earliestOutput: config["output_ts"] === "earliest",
  };
}

function engineOf(engine: string): SessionEngine {
  if (engine === "flink" || engine === "beam" || engine === "kafka-streams" || engine === "spark") return engine;
  throw new MalformedVector(`there are no rules for the engine "${engine}"`);
}

function accumulationOf(value: unknown): "accumulating" | "discarding" {
  if (value === "accumulating" || value === "discarding") return value;
  throw new MalformedVector(`config.accumulation is ${String(value)}`);
}

function triggerOf(engine: SessionEngine, value: unknown): SessionTrigger {
  const base = sessionRules(engine, {}).trigger;
  if (value === undefined) return base;
  const text = String(value);
  const count = /^count\((\d+)\)/.exec(text);
  if (count) return { ...base, onWatermark: false, earlyCount: Number(count[1]), lateCount: Number(count[1]) };
  const continuous = /(?:continuous|early every)\D*(\d+)/.exec(text);
  const early = /early after (\d+|every)/.exec(text);
  const late = /late after (\d+|every)/.exec(text);
  const times = (match: RegExpExecArray | null, none: number): number => (match ? (match[1] === "every" ? 1 : Number(match[1])) : none);
  return {
    ...base,
    earlyCount: times(early, Infinity),
    lateCount: times(late, 1),
    everyMs: continuous ? Number(continuous[1]) : null,
  };
}

function firstNumber(gap: unknown): number | null {
  if (typeof gap === "number") return gap;
  const found = /-?\d+(\.\d+)?/.exec(typeof gap === "string" ? gap : "");
  return found ? Number(found[0]) : null;
}

/**
 * Gaps as the file writes them: a number; "3000, but events with v=33 get a zero-length window"; or per event, clauses
 * "key with v=10:1000", "v=1:0 s", "v*10 s", "else 5 s", the first that fits.
 */
function gapReader(gap: unknown): (event: VectorEvent) => number {
  if (gap === undefined || typeof gap === "number") return () => firstNumber(gap) ?? 1;
  if (typeof gap === "string") {
    const base = firstNumber(gap) ?? 1;
    const zero = /v=(\S+) get a zero-length/.exec(gap);
    return (event) => (zero && String(event.v) === zero[1] ? 0 : base);
  }
  const clauses = String(objectOf(gap, "config.gap")["per_event"])
    .split(";")
    .map((clause) => readClause(clause.trim()));
  return (event) => {
    for (const clause of clauses) if (clause.fits(event)) return clause.gap(event);
    throw new MalformedVector(`no clause of the gap fits key ${event.key}, v ${String(event.v)}`);
  };
}

type Clause = { readonly fits: (event: VectorEvent) => boolean; readonly gap: (event: VectorEvent) => number };

function readClause(clause: string): Clause {
  const product = /^v\s*\*\s*(-?[\d.]+)/.exec(clause);
  if (product) return { fits: () => true, gap: (event) => Number(event.v) * Number(product[1]) };
  const other = /^(?:else|otherwise):?\s*(-?[\d.]+)/.exec(clause);
  if (other) return { fits: () => true, gap: () => Number(other[1]) };
  const fixed = /^(?:other )?(?:([^\s:=]+?)(?: with |(?=:)))?(?:v=([^:]+))?:\s*(-?[\d.]+)/.exec(clause);
  if (!fixed) throw new MalformedVector(`the gap clause "${clause}" is not understood`);
  const [, key, v, gap] = fixed;
  return {
    fits: (event) => (key === undefined || event.key === key) && (v === undefined || String(event.v) === v),
    gap: () => Number(gap),
  };
}
