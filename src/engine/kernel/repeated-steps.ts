/**
 * The last of `from`, `from + stepMs`, `from + stepMs + stepMs`, … that is earlier than `before`, to the bit as additions one by one
 * give it; `from` itself when the first step already reaches `before`. Where steps are whole numbers, sums up to the next power
 * of two are exact, so that all of them are taken at once.
 */
export function lastStepBefore(before: number, from: number, stepMs: number): number {
  let at = from;
  const whole = Number.isInteger(stepMs);
  for (let next = at + stepMs; next < before; next = at + stepMs) {
    const steps = whole ? Math.floor((Math.min(before, powerOfTwoAbove(at)) - at) / stepMs) - 1 : 1;
    at = steps > 1 ? at + steps * stepMs : next;
  }
  return at;
}

function powerOfTwoAbove(value: number): number {
  let power = 1;
  while (power <= value) power *= 2;
  return power;
}
