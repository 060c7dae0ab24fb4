import { nearestName } from "../base/nearest-name.ts";

/** Ends a sentence about an unknown name: ` Did you mean "x"?`, or the choices when they are few enough to list. */
export function suggestion(typed: string, known: readonly string[], listAtMost = 12): string {
  const near = nearestName(typed, known);
  if (near !== null) return ` Did you mean "${near}"?`;
  if (known.length === 0 || known.length > listAtMost) return "";
  return ` Known: ${known.join(", ")}.`;
}
