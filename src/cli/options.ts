import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { LIMIT_OPTIONS, USUAL_LIMITS } from "./runs/limits.ts";

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

/** A design may be named without its option, too; not by both, as one of them would be passed over. */
export function withNamedDesign<O extends { readonly design?: string }>(command: Command, named: string | undefined, given: O): O {
  if (named === undefined) return given;
  if (given.design !== undefined)
    command.error(`error: two designs are named, '${named}' and '${given.design}' (--design); name one of them`);
  return { ...given, design: named };
}

/** The options that bound a run, the same for every command that runs designs. */
export function withLimitOptions(command: Command): Command {
  return command
    .option(`${LIMIT_OPTIONS.recordHops} <n>`, "end a run after so many record-hops", wholeNumber(1, 1e12), USUAL_LIMITS.maxHops)
    .option(
      `${LIMIT_OPTIONS.idleWindows} <n>`,
      "end a run after so many windows of time in a row in which no record moves, or 25 times as many in all",
      wholeNumber(1, 1e12),
      USUAL_LIMITS.maxIdleWindows,
    )
    .option(
      `${LIMIT_OPTIONS.taskCommits} <n>`,
      "end a run after so many checkpoints and commits, times the tasks that take part in each",
      wholeNumber(1, 1e12),
      USUAL_LIMITS.maxTaskCommits,
    )
    .option(
      `${LIMIT_OPTIONS.calls} <n>`,
      "end a run after so many requests of clients and calls between parts, those tried again among them",
      wholeNumber(1, 1e12),
      USUAL_LIMITS.maxCalls,
    )
    .option(`${LIMIT_OPTIONS.seconds} <n>`, "end a run after so many seconds of wall time", wholeNumber(1, 1e6), USUAL_LIMITS.maxSeconds)
    .option(
      `${LIMIT_OPTIONS.memoryMb} <n>`,
      "end a run when the process takes so many MB; three quarters of the machine's unless given",
      wholeNumber(1, 1e6),
      USUAL_LIMITS.maxMemoryMb,
    );
}
