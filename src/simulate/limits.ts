import type { RunLimit } from "../result/outcome.ts";

/** What a run may use before it ends with what it has. */
export type RunLimits = {
  /** Records times the parts they came to. */
  readonly recordHops: number;
  /** Windows one after the other in which no record comes to any part; of such windows with others between them, `SCATTERED` times as many. */
  readonly idleWindows: number;
  /** Checkpoints and commits, times the tasks that take part in each: hundreds of tasks that commit by the clock are work without a record. */
  readonly taskCommits: number;
  /**
   * What clients ask, and calls between parts, retries and hedges among them: one that is refused at once is work without a record, too,
   * and so is one that no endpoint serves, for which no call is made.
   */
  readonly calls: number;
};

/**
 * A minute or two of work for one thread, and some seconds of looking at parts that have nothing to do. A month of hourly runs of ten jobs
 * over three million rows takes 69 million hops, most of them by the file. Commits and calls, which come from a setting alone, end within
 * some twenty seconds: an idle commit takes 60 to 90 ns, a call or what a client asks 5 to 12 microseconds on two cores that others use, and what is far
 * past is a quarter more; the largest bundled design makes half a million calls.
 */
export const DEFAULT_LIMITS: RunLimits = { recordHops: 100_000_000, idleWindows: 4_000_000, taskCommits: 200_000_000, calls: 1_500_000 };

/** Idle windows of a whole run, for each of a row: some windows for each record are usual, and as many as record-hops no more work than these. */
const SCATTERED = 25;

/** A limit that a run is past; `isScattered`: with idle windows that did not follow each other. */
export type MetLimit = { readonly limit: RunLimit; readonly allowed: number; readonly isScattered?: boolean };

/** The finding of a result whose run met a limit. */
export const CUT_SHORT = "run-cut-short";

/** Why a run ended early: which limit it met, and what to change. */
export type Cap = { readonly limit: RunLimit; readonly text: string };

/** The sentences of a limit, told where the run stood. */
export function capAt({ limit, allowed, isScattered }: MetLimit, atMs: number, endMs: number): Cap {
  const [what, advice] = isScattered === true ? SCATTERED_WORDS : WORDS[limit];
  const stood = `after ${(atMs / 1000).toLocaleString("en-US")} s of ${(endMs / 1000).toLocaleString("en-US")} s of simulated time`;
  return { limit, text: `The run ended at ${allowed.toLocaleString("en-US")} ${what}, its limit, ${stood}. ${advice}` };
}

const WORDS: { readonly [limit in RunLimit]: readonly [string, string] } = {
  recordHops: ["record-hops", "Shorten the workload, or send fewer records."],
  idleWindows: ["windows in which nothing moved", "Shorten the time for draining, or the pauses of the workload."],
  taskCommits: [
    "checkpoints and commits of single tasks",
    "Lengthen the interval of checkpoints or commits, take fewer tasks, or shorten the workload.",
  ],
  calls: ["requests of clients and calls between parts", "Shorten the workload, ask less often, or try again less often."],
  seconds: ["s of wall time", "Shorten the workload, or send fewer records."],
  memoryMb: ["MB of memory", "Shorten the workload, or send fewer records."],
};

const SCATTERED_WORDS = [
  "windows in all in which nothing moved",
  "Shorten the workload, or lengthen what keeps windows short: the fastest answer, or the shortest interval.",
] as const;

const FAR = 1.25;

/** Tells, window by window, when a run has met one of its limits. */
export class LimitWatch {
  private readonly limits: RunLimits;
  private lastHops = 0;
  private idleWindows = 0;
  private scatteredWindows = 0;

  constructor(limits: RunLimits) {
    this.limits = limits;
  }

  /**
   * The limit a run is past with so much done so far; null where it may go on. Hops, commits and calls are counted at samples, whose instants do not
   * depend on how time is cut, so that a run ends at the same instant wherever it runs; what is far past is not let go on until then.
   */
  past(recordHops: number, taskCommits: number, calls: number, isSample: boolean): MetLimit | null {
    const { recordHops: mostHops, idleWindows: mostIdle, taskCommits: mostCommits, calls: mostCalls } = this.limits;
    if (recordHops > mostHops * (isSample ? 1 : FAR)) return { limit: "recordHops", allowed: mostHops };
    if (taskCommits > mostCommits * (isSample ? 1 : FAR)) return { limit: "taskCommits", allowed: mostCommits };
    if (calls > mostCalls * (isSample ? 1 : FAR)) return { limit: "calls", allowed: mostCalls };
    if (recordHops !== this.lastHops) {
      this.lastHops = recordHops;
      this.idleWindows = 0;
      return null;
    }
    this.scatteredWindows++;
    if (++this.idleWindows > mostIdle) return { limit: "idleWindows", allowed: mostIdle };
    const most = SCATTERED * mostIdle;
    return this.scatteredWindows > most ? { limit: "idleWindows", allowed: most, isScattered: true } : null;
  }
}
