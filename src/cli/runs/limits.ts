import { totalmem } from "node:os";
import type { RunLimit, RunOutcome } from "../../result/outcome.ts";
import { DEFAULT_LIMITS } from "../../simulate/limits.ts";
import { runDesign } from "../../simulate/run.ts";
import type { RunInput } from "../../simulate/run.ts";

/** What a run on the command line may use; the names are those of the options. */
export type LimitOptions = {
  readonly maxHops: number;
  readonly maxIdleWindows: number;
  readonly maxTaskCommits: number;
  readonly maxCalls: number;
  readonly maxSeconds: number;
  readonly maxMemoryMb: number;
};

const BYTES_PER_MB = 1_000_000;
/** Windows between two looks at the clock, which cost about as much as a window with nothing in it. */
const WINDOWS_PER_LOOK = 64;
/** Between two looks at the memory, which ask the operating system and take as long as dozens of such windows. */
const MS_PER_MEMORY_LOOK = 20;

/** What runs may use where nothing is said. */
export const USUAL_LIMITS: LimitOptions = {
  maxHops: DEFAULT_LIMITS.recordHops,
  maxIdleWindows: DEFAULT_LIMITS.idleWindows,
  maxTaskCommits: DEFAULT_LIMITS.taskCommits,
  maxCalls: DEFAULT_LIMITS.calls,
  maxSeconds: 3600,
  maxMemoryMb: Math.floor((0.75 * totalmem()) / BYTES_PER_MB),
};

/** The options by the limit they raise: declared with these names, and named so when a run meets one. */
export const LIMIT_OPTIONS: { readonly [limit in RunLimit]: string } = {
  recordHops: "--max-hops",
  idleWindows: "--max-idle-windows",
  taskCommits: "--max-task-commits",
  calls: "--max-calls",
  seconds: "--max-seconds",
  memoryMb: "--max-memory-mb",
};

/** The limits of one run that begins now. */
export function limitsOf({
  maxHops,
  maxIdleWindows,
  maxTaskCommits,
  maxCalls,
  maxSeconds,
  maxMemoryMb,
}: LimitOptions): Required<Pick<RunInput, "limits" | "mustEnd">> {
  const began = performance.now();
  let windows = 0;
  let lookedAt = began;
  return {
    limits: { recordHops: maxHops, idleWindows: maxIdleWindows, taskCommits: maxTaskCommits, calls: maxCalls },
    mustEnd: () => {
      if (++windows % WINDOWS_PER_LOOK !== 0) return null;
      const now = performance.now();
      if (now - began > maxSeconds * 1000) return { limit: "seconds", allowed: maxSeconds };
      if (now - lookedAt < MS_PER_MEMORY_LOOK) return null;
      lookedAt = now;
      return process.memoryUsage.rss() > maxMemoryMb * BYTES_PER_MB ? { limit: "memoryMb", allowed: maxMemoryMb } : null;
    },
  };
}

/** Why a run ended early, and the option that lets it go on. */
export function capSentence({ cap, limit }: Extract<RunOutcome, { status: "capped" }>): string {
  return `${cap} Or raise the limit by ${LIMIT_OPTIONS[limit]}.`;
}

/** A run within its limits, of which only the outcome is asked for; the sentence of a limit that was met names its option. */
export function boundedRun({ limits, ...input }: Omit<RunInput, "limits"> & { readonly limits: LimitOptions }): RunOutcome {
  const { outcome } = runDesign({ ...input, tables: false, ...limitsOf(limits) });
  return outcome.status === "capped" ? { ...outcome, cap: capSentence(outcome) } : outcome;
}
