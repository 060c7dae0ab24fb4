import { totalmem } from "node:os";
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import type { RunLimit, RunOutcome } from "../result/outcome.ts";
import { DEFAULT_LIMITS } from "../simulate/limits.ts";
import type { RunInput } from "../simulate/run.ts";

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

/** What a run on the command line may use; the names are those of the options. */
export type LimitOptions = {
  readonly maxHops: number;
  readonly maxIdleWindows: number;
  readonly maxSeconds: number;
  readonly maxMemoryMb: number;
};

const BYTES_PER_MB = 1_000_000;
/** Windows between two looks at the clock and at the memory, which cost about as much as a window with nothing in it. */
const WINDOWS_PER_LOOK = 64;

const OPTION_OF: { readonly [limit in RunLimit]: string } = {
  recordHops: "--max-hops",
  idleWindows: "--max-idle-windows",
  seconds: "--max-seconds",
  memoryMb: "--max-memory-mb",
};

export function withLimitOptions(command: Command): Command {
  return command
    .option("--max-hops <n>", "end a run after so many record-hops", wholeNumber(1, 1e12), DEFAULT_LIMITS.recordHops)
    .option(
      "--max-idle-windows <n>",
      "end a run after so many windows of time in which no record moves",
      wholeNumber(1, 1e12),
      DEFAULT_LIMITS.idleWindows,
    )
    .option("--max-seconds <n>", "end a run after so many seconds of wall time", wholeNumber(1, 1e6), 3600)
    .option(
      "--max-memory-mb <n>",
      "end a run when the process takes so many MB; three quarters of the machine's unless given",
      wholeNumber(1, 1e6),
      Math.floor((0.75 * totalmem()) / BYTES_PER_MB),
    );
}

/** The limits of one run that begins now. */
export function limitsOf({
  maxHops,
  maxIdleWindows,
  maxSeconds,
  maxMemoryMb,
}: LimitOptions): Required<Pick<RunInput, "limits" | "mustEnd">> {
  const began = performance.now();
  let windows = 0;
  return {
    limits: { recordHops: maxHops, idleWindows: maxIdleWindows },
    mustEnd: () => {
      if (++windows % WINDOWS_PER_LOOK !== 0) return null;
      if (performance.now() - began > maxSeconds * 1000) return { limit: "seconds", allowed: maxSeconds };
      return process.memoryUsage.rss() > maxMemoryMb * BYTES_PER_MB ? { limit: "memoryMb", allowed: maxMemoryMb } : null;
    },
  };
}

/** Why a run ended early, and the option that lets it go on. */
export function capSentence({ cap, limit }: Extract<RunOutcome, { status: "capped" }>): string {
  return `${cap} Or raise the limit by ${OPTION_OF[limit]}.`;
}
