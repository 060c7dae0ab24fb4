/** The known name closest to what was typed, when it is close enough to be meant (one edit per three letters); else null. */
export function nearestName(typed: string, known: Iterable<string>): string | null {
  const wanted = typed.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(wanted, name.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Ends a sentence about an unknown name: ` Did you mean "x"?`, or the choices when they are few enough to list. */
export function suggestion(typed: string, known: readonly string[], listAtMost = 12): string {
  const near = nearestName(typed, known);
  if (near !== null) return ` Did you mean "${near}"?`;
  if (known.length === 0 || known.length > listAtMost) return "";
  return ` Known: ${known.join(", ")}.`;
}

/** Levenshtein distance, given up (as `limit`) once it cannot stay below the limit. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 64 || b.length > 64) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? limit;
}
