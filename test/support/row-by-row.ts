import type { BlockEffects } from "../../src/engine/processing/block-effects.ts";
import { PASS } from "../../src/engine/processing/collector.ts";
import type { Verdict } from "../../src/engine/processing/collector.ts";
import type { Operator } from "../../src/engine/processing/operator.ts";

/** What a chain said of a row: how it ended, and how many operators looked at it. */
export type RowEnd = { readonly verdict: Verdict; readonly reached: number };

/** The reference for blocks: each row goes through all operators before the next one enters; `out` keeps what it did by its place. */
export function rowByRow(operators: readonly Operator[], rows: readonly number[], watermarkMs: number, out: BlockEffects): RowEnd[] {
  return rows.map((row, place) => {
    out.place = place;
    let verdict: Verdict = PASS;
    let reached = 0;
    while (verdict === PASS && reached < operators.length) verdict = operators[reached++].process(row, watermarkMs, out);
    return { verdict, reached };
  });
}

/** The state of operators, to the bit. */
export function stateOf(operators: readonly Operator[]): string {
  return JSON.stringify(
    operators.map((operator) => operator.snapshot()),
    (_name, value: unknown) => {
      if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
      if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
      return typeof value === "number" ? String(value) : value;
    },
  );
}
