import { amountProblem, durationProblem, indexProblem, LONGEST_FAULT_MS } from "../../catalogue/drawing/fault-problems.ts";
import type { AmountDecl } from "../../catalogue/contract.ts";
import { exactDuration } from "../../base/duration.ts";
import type { FaultSpec } from "../../result/snapshot.ts";
import { formatExact } from "../parts/format.ts";
import { readNumber } from "../parts/number-text.ts";
import type { Breakage } from "./breakages.ts";

/** What a person has typed and chosen; an amount or a duration left empty is as usual for the fault. */
export type BreakChoice = {
  /** Place among the targets; says nothing where the whole part is struck. */
  readonly target: number;
  readonly amount: string;
  readonly duration: string;
};

export const AS_USUAL: BreakChoice = { target: 0, amount: "", duration: "" };

/** What strikes with these choices, or what is wrong with each of them. */
export type BreakReading = {
  readonly spec: Pick<FaultSpec, "fault" | "durationMs" | "amount" | "index">;
  readonly amountProblem: string | null;
  readonly durationProblem: string | null;
  readonly targetProblem: string | null;
};

/** What the amount is, as the label of its box. */
export function amountLabel({ says }: AmountDecl): string {
  return says.slice(0, 1).toUpperCase() + says.slice(1);
}

/** The unit an amount is typed in, as the page's number boxes know it. */
export function amountUnit({ unit }: AmountDecl): string | undefined {
  return unit === "ms" ? "ms" : unit === "times" ? "times" : undefined;
}

/** `1 to 1,000 times; 10 when left empty`. */
export function amountHint(amount: AmountDecl): string {
  const { unit, min, max } = amount;
  const said = (value: number): string => (unit === "ms" ? exactDuration(value) : formatExact(value));
  return `From ${said(min)} to ${said(max)}${unit === "times" ? " times" : ""}; ${said(amount.default)} when left empty.`;
}

/** `Up to 31 days; 60 s when left empty`. */
export function durationHint({ defaultDurationMs }: Breakage): string {
  return `Up to ${exactDuration(LONGEST_FAULT_MS)}; ${exactDuration(defaultDurationMs)} when left empty.`;
}

/** Reads a choice for the part `title` as the run will hold it against the fault's declaration. */
export function readBreak(breakage: Breakage, title: string, { target, amount, duration }: BreakChoice): BreakReading {
  const declared = breakage.amount;
  const strength = declared === undefined || amount.trim() === "" ? undefined : readNumber(amount, amountUnit(declared));
  const lasts = duration.trim() === "" ? undefined : readNumber(duration, "ms");
  const targets = breakage.targets.length === 0 ? null : breakage.targets;
  const index = targets === null ? undefined : target;
  return {
    spec: {
      fault: breakage.id,
      durationMs: lasts ?? breakage.defaultDurationMs,
      ...(strength === undefined || strength === null ? {} : { amount: strength }),
      ...(index === undefined ? {} : { index }),
    },
    amountProblem: strength === null ? notANumber(amount) : amountProblem(breakage, title, strength),
    durationProblem:
      lasts === null
        ? `“${duration.trim().slice(0, 40)}” is no duration. Write for instance 90 s or 10 min.`
        : durationProblem(breakage.id, lasts),
    targetProblem: indexProblem(breakage, title, targets, index),
  };
}

function notANumber(text: string): string {
  return `“${text.trim().slice(0, 40)}” is no number.`;
}
