import { exactDuration } from "../../base/duration.ts";
import type { FaultDecl } from "../contract.ts";
import { exact, plural } from "../words.ts";

/** As long as a scenario can be: what lasts longer lasts for the whole run in any case. */
export const LONGEST_FAULT_MS = 31 * 86_400_000;

type Declared = Pick<FaultDecl<never>, "id" | "amount">;

/** Why an amount cannot come with a fault of the part `title`, and what to do; null when it can. */
export function amountProblem({ id, amount: takes }: Declared, title: string, amount: number | undefined): string | null {
  if (amount === undefined) return null;
  if (takes === undefined) return `"${id}" of ${title} has no amount, so ${amount} says nothing. Leave it out.`;
  if (amount >= takes.min && amount <= takes.max) return null;
  return `The amount of "${id}" of ${title} is ${takes.says}, from ${exact(takes.min)} to ${exact(takes.max)}; ${amount} is not. It is ${exact(takes.default)} when left out.`;
}

/** Why a fault cannot last so long, and what to do; null when it can, or lasts as long as is usual for it. */
export function durationProblem(fault: string, durationMs: number | undefined): string | null {
  if (durationMs === undefined || (durationMs > 0 && durationMs <= LONGEST_FAULT_MS)) return null;
  if (durationMs > LONGEST_FAULT_MS)
    return `"${fault}" would last ${exactDuration(durationMs)}. Give it ${exactDuration(LONGEST_FAULT_MS)} at most.`;
  return `"${fault}" would last ${exactDuration(durationMs)}. Give it a time above 0.`;
}

/** Why an index cannot come with a fault that strikes one of `targets`, null where it strikes the whole part; null when it can. */
export function indexProblem({ id }: Declared, title: string, targets: readonly string[] | null, index: number | undefined): string | null {
  if (index === undefined) return null;
  if (targets === null) return `"${id}" strikes all of ${title}, so the index ${index} says nothing. Leave it out.`;
  if (index < targets.length) return null;
  return `${title} has ${plural(targets.length, "target")} for "${id}", and none has the index ${index}: ${rangeOf(targets)}. Name one of these.`;
}

/** `0 to 2 are broker-0 to broker-2`. */
function rangeOf(targets: readonly string[]): string {
  const last = targets.length - 1;
  return last === 0 ? `0 is ${targets[0]}` : `0 to ${last} are ${targets[0]} to ${targets[last]}`;
}
