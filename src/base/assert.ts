/** A broken program, never bad input: carries what is needed to reproduce the failure. */
export class BrokenInvariant extends Error {
  override readonly name = "BrokenInvariant";
}

/** Stops the program when a fact the code relies on does not hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BrokenInvariant(message);
}

/** The value, which the program knows to be there. */
export function must<T>(value: T | null | undefined, message: string): T {
  assert(value !== null && value !== undefined, message);
  return value;
}
