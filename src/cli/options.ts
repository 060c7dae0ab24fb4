import { InvalidArgumentError } from "commander";

/** Reads a whole number of an option and says what is allowed when it is not one. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}

/** Gathers an option that may be given several times. */
export function several(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
