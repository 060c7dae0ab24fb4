/** A vector file that does not have the shape it should: the case fails with this text. */
export class MalformedVector extends Error {
  override readonly name = "MalformedVector";
}

export type JsonObject = { readonly [key: string]: unknown };

/** The outcome of one case. `reason` is empty for a pass. */
export type CaseResult = { readonly id: string; readonly outcome: "pass" | "fail" | "waived"; readonly reason: string };

export function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedVector(`${what} must be an object`);
  return value as JsonObject;
}

export function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedVector(`${what} must be a list`);
  return value as readonly unknown[];
}

export function numberOf(value: unknown, what: string): number {
  if (value === "infinity") return Infinity;
  if (typeof value !== "number" || !Number.isFinite(value)) throw new MalformedVector(`${what} must be a number`);
  return value;
}

export function textOf(value: unknown, what: string): string {
  if (typeof value !== "string") throw new MalformedVector(`${what} must be a text`);
  return value;
}

export function optionalNumber(value: unknown, fallback: number, what: string): number {
  return value === undefined || value === null ? fallback : numberOf(value, what);
}

/** Runs one case: an exception of the case itself is its failure, with the reason. */
export function runCase(id: string, run: () => readonly string[]): CaseResult {
  try {
    const faults = run();
    return faults.length === 0 ? { id, outcome: "pass", reason: "" } : { id, outcome: "fail", reason: faults.join("; ") };
  } catch (error) {
    return { id, outcome: "fail", reason: error instanceof Error ? error.message : String(error) };
  }
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
