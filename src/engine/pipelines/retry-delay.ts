import { pow } from "../../base/fixed-math.ts";
import { sha1Modulo } from "../../base/sha1.ts";

export type RetrySpec = {
  readonly retries: number;
  readonly delayMs: number;
  /** Each wait is so many times the one before; 1: always the same. */
  readonly multiplier: number;
  /** False: nothing is added to a wait that grows. True unless given, as Airflow does it. */
  readonly jitter?: boolean;
};

/** Airflow waits no longer than a day (its MAX_RETRY_DELAY). */
const LONGEST_S = 86_400;

/** Which task of which run: what the jitter of its waits is drawn from. */
export type TaskName = { readonly dag: string; readonly task: string; readonly logicalDateMs: number };

/**
 * How long a task that has failed its `number`-th try (1, 2 …) waits, ms. With a multiplier the wait is a whole number of seconds from
 * delay x multiplier^(number - 1) to just under twice as much; which, is fixed by SHA-1 of dag, task, logical date and try, as Airflow
 * does it (docs/engines.md A6). `logicalDateMs` counts from the Unix epoch.
 */
export function retryDelayMs(
  { delayMs, multiplier, jitter = true }: RetrySpec,
  { dag, task, logicalDateMs }: TaskName,
  number: number,
): number {
  if (multiplier === 1) return delayMs;
  const leastS = Math.min(LONGEST_S, Math.max(1, Math.ceil((delayMs / 1000) * pow(multiplier, number - 1))));
  if (!jitter) return 1000 * leastS;
  const jitterS = sha1Modulo(`${dag}#${task}#${asPython(logicalDateMs)}#${number}`, leastS);
  return 1000 * Math.min(LONGEST_S, leastS + jitterS);
}

/** `2026-11-30 02:00:00+00:00`, with microseconds only where there are some. */
function asPython(ms: number): string {
  const [date, time] = new Date(ms).toISOString().split("T");
  const [seconds, fraction] = time.slice(0, -1).split(".");
  return `${date} ${seconds}${fraction === "000" ? "" : `.${fraction}000`}+00:00`;
}
