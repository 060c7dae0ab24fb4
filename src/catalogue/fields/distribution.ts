import type { Distribution } from "../contract.ts";
import { duration } from "../words.ts";

/** A JSON Schema, as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

const MAX_MS = 1e9;
const MAX_STAGES = 1000;

const ms = { type: "number", exclusiveMinimum: 0, maximum: MAX_MS } as const;
const msOrNone = { type: "number", minimum: 0, maximum: MAX_MS } as const;

/** The laws a service time may follow; times in ms. */
export const DISTRIBUTION_SCHEMA: JsonSchema = {
  oneOf: [
    law("constant", msOrNone),
    law("exponential", ms),
    law("uniform", { type: "array", items: msOrNone, minItems: 2, maxItems: 2 }),
    law("lognormal", fields({ medianMs: ms, p99Ms: ms })),
    law("erlang", fields({ k: { type: "integer", minimum: 1, maximum: MAX_STAGES }, meanMs: ms })),
    law("hyperexponential", fields({ p: { type: "number", minimum: 0, maximum: 1 }, mean1Ms: ms, mean2Ms: ms })),
  ],
};

const LAWS = "constant, exponential, uniform, lognormal, erlang or hyperexponential";

/** What is wrong with a service-time law, as a sentence with the form to write; null when it is one. */
export function distributionProblem(value: unknown): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `write a law with one key, for instance { "exponential": 5 }: ${LAWS}.`;
  const keys = Object.keys(value);
  if (keys.length !== 1) return `a law has exactly one key: ${LAWS}.`;
  const name = keys[0] as string;
  const given = (value as { readonly [key: string]: unknown })[name];
  switch (name) {
    case "constant":
      return isTime(given, 0) ? null : 'write { "constant": ms } with 0 ms or more.';
    case "exponential":
      return isTime(given) ? null : 'write { "exponential": meanMs } with a mean above 0 ms.';
    case "uniform":
      return Array.isArray(given) && given.length === 2 && isTime(given[0], 0) && isTime(given[1], 0) && given[0] <= given[1]
        ? null
        : 'write { "uniform": [from, to] } in ms, the smaller first.';
    case "lognormal":
      return hasOnly(given, ["medianMs", "p99Ms"]) && isTime(given.medianMs) && isTime(given.p99Ms) && given.p99Ms > given.medianMs
        ? null
        : 'write { "lognormal": { "medianMs": a, "p99Ms": b } } with b above a.';
    case "erlang":
      return hasOnly(given, ["k", "meanMs"]) && isStages(given.k) && isTime(given.meanMs)
        ? null
        : `write { "erlang": { "k": stages, "meanMs": mean } } with 1 to ${MAX_STAGES} stages.`;
    case "hyperexponential":
      return hasOnly(given, ["p", "mean1Ms", "mean2Ms"]) && isShare(given.p) && isTime(given.mean1Ms) && isTime(given.mean2Ms)
        ? null
        : 'write { "hyperexponential": { "p": share of the first, "mean1Ms": a, "mean2Ms": b } }.';
    default:
      return `"${name.slice(0, 40)}" is not a law. Use ${LAWS}.`;
  }
}

/** Mean of a law in ms where it needs no logarithm; null for the log-normal. */
export function meanMs(law: Distribution): number | null {
  if ("constant" in law) return law.constant;
  if ("exponential" in law) return law.exponential;
  if ("uniform" in law) return (law.uniform[0] + law.uniform[1]) / 2;
  if ("erlang" in law) return law.erlang.meanMs;
  if ("hyperexponential" in law)
    return law.hyperexponential.p * law.hyperexponential.mean1Ms + (1 - law.hyperexponential.p) * law.hyperexponential.mean2Ms;
  return null;
}

/** `exponential, mean 5 ms`, for a headline. */
export function lawInWords(law: Distribution): string {
  if ("lognormal" in law) return `log-normal, median ${duration(law.lognormal.medianMs)}`;
  const name = Object.keys(law)[0] ?? "";
  const mean = meanMs(law) ?? 0;
  return name === "constant" ? `constant ${duration(mean)}` : `${name}, mean ${duration(mean)}`;
}

function law(name: string, schema: JsonSchema): JsonSchema {
  return { type: "object", additionalProperties: false, required: [name], properties: { [name]: schema } };
}

function fields(properties: { readonly [name: string]: JsonSchema }): JsonSchema {
  return { type: "object", additionalProperties: false, required: Object.keys(properties), properties };
}

function isTime(value: unknown, least?: 0): value is number {
  return typeof value === "number" && value <= MAX_MS && (least === 0 ? value >= 0 : value > 0);
}

function isShare(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function isStages(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_STAGES;
}

function hasOnly<K extends string>(value: unknown, keys: readonly K[]): value is { readonly [name in K]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === keys.length && keys.every((key) => names.includes(key));
}
