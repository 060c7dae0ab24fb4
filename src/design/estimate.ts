import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { evaluateFormula, FormulaProblem } from "./formula.ts";
import type { Estimate } from "./types.ts";
import { inWords, isPlainNumber, sameDimensions, unitText } from "./units.ts";
import type { Quantity } from "./units.ts";

/** A pinned fact a formula may name; facts in words are left out. */
export type NamedFact = { readonly name: string; readonly value: number | string; readonly unit?: string };

/** `value` counts `unit`, the unit a person would say; `quantity` is the same in base units. */
export type EstimateValue = { readonly value: number; readonly unit: string; readonly quantity: Quantity };

/** How a name is written inside formulas: `events/s mean` is `events_s_mean`. */
export function formulaName(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[0-9]/.test(plain) ? `_${plain}` : plain;
}

/** Behind these a name may begin, and before those it may end: elsewhere `events/s` is a unit, as in `40 M events/s`. */
const [BEFORE_NAME, AFTER_NAME] = [String.raw`(^|[-+*/(×÷·−^,])(\s*)`, String.raw`(?=\s*(?:$|[-+*/)×÷·−^,]))`];

/** Names that are more than one word, as `events/s peak`, may stand in a formula as they are written. */
function withPlainNames(formula: string, names: readonly string[]): string {
  const written = names
    .filter((name) => /[^A-Za-z0-9_]/.test(name) && formula.toLowerCase().includes(name.toLowerCase()))
    .sort((a, b) => b.length - a.length);
  return written.reduce((text, name) => {
    const asWritten = new RegExp(`${BEFORE_NAME}${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}${AFTER_NAME}`, "gi");
    // As long as before, so that what is wrong further on is still found where it stands.
    return text.replace(asWritten, (_, mark: string, space: string) => `${mark}${space}${formulaName(name).padEnd(name.length)}`);
  }, formula);
}

const NO_VALUE = /" has no value yet: /;

/** Every estimate's value, or the one finding that says why it has none; formulas may name each other and the facts; an estimate hides a fact of its name. */
export function evaluateEstimates(
  estimates: readonly Estimate[],
  facts: readonly NamedFact[],
): ReadonlyMap<string, Result<EstimateValue, Finding>> {
  const known = factQuantities(facts);
  const byName = new Map<string, Estimate>();
  const doubled = new Set<string>();
  for (const estimate of estimates) {
    const name = formulaName(estimate.name);
    if (name === "") continue;
    if (byName.has(name)) doubled.add(estimate.id);
    else byName.set(name, estimate);
  }
  const done = new Map<string, Result<Quantity, Finding>>();
  const open: Estimate[] = [];

  const evaluate = (estimate: Estimate): Result<Quantity, Finding> => {
    const finished = done.get(estimate.id);
    if (finished) return finished;
    open.push(estimate);
    const outcome = evaluateOne(estimate, lookUp, namesFor(estimate, estimates, facts));
    open.pop();
    done.set(estimate.id, outcome);
    return outcome;
  };

  const lookUp = (name: string, column: number): Quantity | null => {
    const plain = formulaName(name);
    const other = byName.get(plain);
    if (!other) return known.get(plain) ?? null;
    if (open.includes(other))
      throw new FormulaProblem(
        `${[...open.slice(open.indexOf(other)), other].map((one) => one.name).join(" needs ")}. Break the circle with a number.`,
        column,
      );
    const outcome = evaluate(other);
    if (outcome.ok) return outcome.value;
    const cause = outcome.error.message;
    throw new FormulaProblem(NO_VALUE.test(cause) ? cause : `"${other.name}" has no value yet: ${cause}`, column);
  };

  return new Map(
    estimates.map((estimate) => {
      if (doubled.has(estimate.id))
        return [estimate.id, fail(problem(estimate, `There are two quantities called "${estimate.name}". Rename this one.`, 1))];
      const outcome = evaluate(estimate);
      return [estimate.id, outcome.ok ? ok({ ...inWords(outcome.value), quantity: outcome.value }) : outcome];
    }),
  );
}

/** Names that the formula of an estimate may hold: those of the facts that are numbers, and of the other estimates. */
export function namesFor(estimate: Estimate, estimates: readonly Estimate[], facts: readonly NamedFact[]): readonly string[] {
  const numbers = facts.flatMap(({ name, value }) => (typeof value === "number" ? [name] : []));
  const others = estimates.flatMap(({ id, name }) => (id === estimate.id || formulaName(name) === "" ? [] : [name.trim()]));
  return [...new Set([...numbers, ...others])];
}

function evaluateOne(
  estimate: Estimate,
  lookUp: (name: string, column: number) => Quantity | null,
  names: readonly string[],
): Result<Quantity, Finding> {
  try {
    const quantity = evaluateFormula(withPlainNames(estimate.formula, names), lookUp, false, names);
    if (Number.isFinite(quantity.amount)) return ok(quantity);
    return fail(problem(estimate, "The value is too large to be written. Check the suffixes.", 1));
  } catch (error) {
    if (!(error instanceof FormulaProblem)) throw error;
    return fail(problem(estimate, error.message, error.column));
  }
}

function factQuantities(facts: readonly NamedFact[]): ReadonlyMap<string, Quantity> {
  const known = new Map<string, Quantity>();
  for (const fact of facts) {
    if (typeof fact.value !== "number") continue;
    const unit = parseUnit(fact.unit ?? "");
    known.set(formulaName(fact.name), unit ? { ...unit, amount: unit.amount * fact.value } : { amount: fact.value, dimensions: {} });
  }
  return known;
}

/** A unit as scenarios and results write it (`events/s`, `GB/day`, `%`), or null when it cannot be read. */
export function parseUnit(unit: string): Quantity | null {
  const text = unit.trim();
  if (text === "") return { amount: 1, dimensions: {} };
  if (text === "%") return { amount: 0.01, dimensions: {} };
  if (text === "share" || text === "count") return { amount: 1, dimensions: {} };
  try {
    return evaluateFormula(text.replaceAll("$", "USD").replace(/^per\s+|^\//, "1/"), () => null, true);
  } catch (error) {
    if (error instanceof FormulaProblem) return null;
    throw error;
  }
}

export type Comparison = {
  /** Estimate over measured: 1.08 = 8 % too high. */
  readonly factor: number;
  /** `close` within a quarter, `off` within a factor of 3, `far` beyond. */
  readonly grade: "close" | "off" | "far";
  /** The estimate left its unit, or what it counts, unsaid; it was read in the measured one. */
  readonly unitAssumed: boolean;
};

/** How far an estimate is from the measured value; the finding says which units do not fit. */
export function compareEstimate(
  estimate: EstimateValue,
  measured: { readonly value: number; readonly unit: string },
): Result<Comparison, Finding> {
  const unit = parseUnit(measured.unit);
  if (!unit) return fail(mismatch(`The measured value is in "${measured.unit}", which cannot be compared.`));
  const unitAssumed = fitsWithoutCounting(estimate.quantity, unit);
  if (!unitAssumed && !sameDimensions(estimate.quantity.dimensions, unit.dimensions)) {
    const yours = unitText(estimate.quantity.dimensions, estimate.quantity.timeUnit) || "a plain number";
    return fail(
      mismatch(
        `Yours is in ${yours}, the measured value in ${measured.unit === "" ? "plain numbers" : measured.unit}. Give the numbers units that cancel to it.`,
      ),
    );
  }
  const target = measured.value * unit.amount;
  const mine = isPlainNumber(estimate.quantity) && !isPlainNumber(unit) ? estimate.quantity.amount * unit.amount : estimate.quantity.amount;
  if (target === 0) return fail(mismatch("The measured value is 0, so there is no factor."));
  const factor = mine / target;
  return ok({ factor, grade: factor >= 0.8 && factor <= 1.25 ? "close" : factor >= 1 / 3 && factor <= 3 ? "off" : "far", unitAssumed });
}

/** A plain number fits anything, and `1/s` fits `events/s`: what is counted was left unsaid. */
function fitsWithoutCounting(mine: Quantity, measured: Quantity): boolean {
  if (sameDimensions(mine.dimensions, measured.dimensions)) return false;
  if (isPlainNumber(mine)) return true;
  const uncounted = Object.entries(measured.dimensions).filter(([unit]) => unit === "s" || unit === "B" || unit === "USD");
  return sameDimensions(mine.dimensions, Object.fromEntries(uncounted));
}

function problem(estimate: Estimate, message: string, column: number): Finding {
  return { code: "estimate.formula", severity: "error", where: `notes.estimates.${estimate.id}`, message, line: 1, column };
}

function mismatch(message: string): Finding {
  return { code: "estimate.unit", severity: "warning", where: "notes.estimates", message };
}
