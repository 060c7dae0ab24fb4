import type { Finding } from "../base/finding.ts";

const MAX_DEPTH = 24;
const MAX_VALUES = 200_000;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The first reason why `input` is not plain, bounded JSON, or null. Walks without recursion, so depth cannot hurt.
 * Refused: nesting beyond 24, more than 200,000 values, keys that reach a prototype, anything JSON cannot say.
 */
export function plainJsonProblem(input: unknown): Finding | null {
  const stack: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [{ value: input, path: "", depth: 0 }];
  let seen = 0;
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { value, path, depth } = top;
    seen += 1;
    if (seen > MAX_VALUES)
      return problem("design.too-big", "", "This file holds more than 200,000 values. Split it, or remove what is not part of the design.");
    if (depth > MAX_DEPTH)
      return problem(
        "design.too-deep",
        path,
        `This is nested more than ${MAX_DEPTH} levels deep. A design needs fewer than ten; remove the extra nesting.`,
      );
    if (value === undefined || value === null || typeof value === "string" || typeof value === "boolean") continue;
    if (typeof value === "number") {
      if (Number.isFinite(value)) continue;
      return problem("design.not-a-number", path, "This number is not finite. Write a plain number.");
    }
    if (typeof value !== "object" || !isPlain(value))
      return problem("design.not-json", path, "This is not text, a number, true, false, a list or an object. Write it as plain JSON.");
    for (const key of Object.keys(value)) {
      if (FORBIDDEN_KEYS.has(key))
        return problem("design.forbidden-key", join(path, key), `The name "${key}" is not allowed. Rename or remove it.`);
      stack.push({ value: (value as Record<string, unknown>)[key], path: join(path, key), depth: depth + 1 });
    }
  }
  return null;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function problem(code: string, where: string, message: string): Finding {
  return { code, severity: "error", where, message };
}
